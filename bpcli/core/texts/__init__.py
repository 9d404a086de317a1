"""What the program says: a folder a language, in it a module a room; `bpcli.core.say` reads them."""
