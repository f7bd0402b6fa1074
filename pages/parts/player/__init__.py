"""The player on a page, and the edits made in it."""
