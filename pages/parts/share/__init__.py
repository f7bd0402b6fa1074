"""What is taken away: the link, tables, a lesson, pictures, code."""
