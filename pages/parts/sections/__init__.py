"""What only one page has: a file, or a folder of them, bears its page's name, or that of a section of it."""
