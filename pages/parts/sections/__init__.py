"""What only one page has: a file bears its page's name, or that of a section of it."""
