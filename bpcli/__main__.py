"""`python -m bpcli` is `bpcli`."""

from bpcli.cli.main import main

if __name__ == "__main__":
    main()
