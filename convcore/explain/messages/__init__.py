"""The messages of the frameworks: what is in a pasted text, and in which roles."""
