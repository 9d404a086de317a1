"""English, the language every sentence exists in."""
