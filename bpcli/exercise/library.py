"""The exercises that ship with the program: what there is, and where it is.

`shipped()` lists files by name without opening them; `catalogue()` opens each for its title and level,
and no more than that, so that a listing stays quick.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bpcli.core.findings import Faults
from bpcli.exercise.keys import key_of
from bpcli.exercise.reader import Reader
from bpcli.exercise.reading import Unreadable, read_file
from bpcli.exercise.wording import Wording
from bpcli.exercise.yaml_tree import Mapping, Node, read_yaml

_NUMBER = re.compile(r"\d+-")
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped exercise: its name on the command line, its topic, and its file."""

    name: str
    topic: str
    path: Path


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing shows of an exercise."""

    name: str
    topic: str
    path: Path
    title: Wording | None
    level: int | None
    tags: tuple[str, ...]

    def title_in(self, languages: tuple[str, ...]) -> str | None:
        """The title in the language liked best, None where there is no title."""
        return self.title.spoken_in(languages) if self.title else None


def folder() -> Path:
    """Where the exercises are: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "exercises"
    return inside if inside.is_dir() else package.parent / "exercises"


def name_of(path: Path) -> str:
    """The name of an exercise on the command line: the stem of its file without the number in front."""
    return _NUMBER.sub("", path.stem, count=1)


@cache
def shipped() -> tuple[Shipped, ...]:
    """All shipped exercises, in the order they teach."""
    files = sorted(path for suffix in SUFFIXES for path in folder().glob(f"*/*{suffix}"))
    return tuple(Shipped(name_of(path), _NUMBER.sub("", path.parent.name, count=1), path) for path in files)


def find(name: str) -> Path | None:
    """The file of the shipped exercise of that name, None where there is none."""
    return next((one.path for one in shipped() if one.name == name), None)


def nearest(name: str) -> str | None:
    """The shipped exercise whose name looks most like a misspelt one."""
    from difflib import get_close_matches  # noqa: PLC0415  (6 ms that only messages need)

    return next(iter(get_close_matches(name[:100], [one.name for one in shipped()], 1)), None)


def catalogue() -> tuple[Listed, ...]:
    """The shipped exercises with what their files say of them; a file that cannot be read has no title."""
    return tuple(_listed(one) for one in shipped())


def _listed(one: Shipped) -> Listed:
    reader = Reader()
    nodes = _nodes(one.path)
    title = reader.wording(nodes["title"], key_of("title")) if "title" in nodes else None
    level = reader.whole(nodes["level"], key_of("level")) if "level" in nodes else None
    tags = [scalar.text for scalar in reader.words(nodes["tags"], key_of("tags"))] if "tags" in nodes else []
    return Listed(one.name, one.topic, one.path, title, level, tuple(tags))


def _nodes(path: Path) -> dict[str, Node]:
    try:
        root, _ = read_yaml(read_file(path))
    except (Faults, Unreadable):
        return {}
    return {entry.key.text: entry.value for entry in root.entries} if isinstance(root, Mapping) else {}
