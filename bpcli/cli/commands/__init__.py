"""One command a file; the file names are the command names."""
