"""The pieces a formula is read in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction


class Kind(Enum):
    """What a piece is."""

    NUMBER = auto()
    FRACTION = auto()  # ½
    NAME = auto()
    SIGN = auto()
    BAR = auto()
    OPEN = auto()
    CLOSE = auto()
    RAISED = auto()  # a superscript begins; the tokens of the exponent follow
    LOWERED = auto()  # it ends
    COMMA = auto()
    EQUALS = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: the characters `start` up to `end` of the excerpt.

    text: as typed, full-width forms made plain. op: of a sign. value: of a number or fraction.
    apart: a blank stands before it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    op: str = ""
    value: Fraction = Fraction(0)
    apart: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Its place in the excerpt; the end of a formula is one character wide."""
        return self.start, max(self.end, self.start + 1)

    def touches(self, other: Token) -> bool:
        """Whether `other` follows without a blank."""
        return self.end == other.start
