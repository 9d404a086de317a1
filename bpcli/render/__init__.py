"""One output format a file: a Report or a Trace in, text out."""
