"""Write a file whole or not at all: `save(path, text)`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def save(path: Path, text: str) -> None:
    """Put a text into a file, over what is there; until the text is complete, what is there stays.

    OSError, with the name of the file, where it cannot be written.
    """
    target = path.resolve()  # where a link leads: the link itself is kept
    fresh = target.with_name(f".bpcli-{os.getpid()}.tmp")
    try:
        try:
            with fresh.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
            if target.exists():
                shutil.copymode(target, fresh)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
