"""What comes of one item of work that was done in a child process: `Done`, or why there is no result.

`Died`, `Late` and `Exhausted` are what an item did to its worker; `Raised` is an exception of the work itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one item may take, and how much memory a worker may take beyond what it starts with."""

    seconds: float = 10.0
    megabytes: int = 512


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The work's result."""

    value: T


@dataclass(frozen=True, slots=True)
class Died:
    """The worker ended in the middle of it; code: its exit code, negative for the number of a signal."""

    code: int | None


@dataclass(frozen=True, slots=True)
class Late:
    """It took longer than the limit, and was ended."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Exhausted:
    """It needed more memory than there is for it."""

    megabytes: int


@dataclass(frozen=True, slots=True)
class Raised:
    """The work raised an exception: what it was on one line, and its traceback."""

    reason: str
    traceback: str


Outcome: TypeAlias = "Done[T] | Died | Late | Exhausted | Raised"
