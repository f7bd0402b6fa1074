"""What a class takes away: a sheet to print, a file to program in, results as CSV."""
