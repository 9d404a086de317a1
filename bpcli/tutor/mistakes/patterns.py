"""What the rows of the table change at an edge, written down once for every operation.

`pattern(spot)` has the differences that the mistakes at a spot of numbers make, in terms of what stands around it;
`found.inlined(tape, spot)` are the steps of a tape at which they are found. Spots of one operation have one pattern,
in whatever graph they are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from bpcli.tutor.mistakes.altered import Options, Spot
from bpcli.tutor.mistakes.row import AtEdges
from bpcli.tutor.mistakes.table import MISTAKES
from bpcli.tutor.mistakes.tape import Recorded, Tape

_MOST = 1_000
_ROWS = [(rank, row) for rank, row in enumerate(MISTAKES) if isinstance(row, AtEdges)]


class Kind(NamedTuple):
    """What spots with one pattern have in common.

    fixed: the numbers that are the same at every choice of the givens, as (numerator, denominator); None for open ones.
    is_upstream: whether what comes back is just the upstream gradient.
    """

    op: str
    options: Options
    place: int
    is_summand: bool
    fixed: tuple[tuple[int, int] | float | None, ...]
    is_upstream: bool


class Pattern:
    """The differences that mistakes make at spots of one kind.

    changes: the mistakes that can be made there: the rank of the row, its id, and the step of the tape at which the
    difference is found.
    """

    def __init__(self, kind: Kind, spot: Spot) -> None:
        self.tape = Tape(len(_OPEN))
        numbers: dict[str, Any] = dict(zip(_OPEN, self.tape.numbers, strict=True))
        if kind.is_upstream:
            numbers["product"] = numbers["upstream"]
        for name, fixed in zip(_FIXED, kind.fixed, strict=True):
            if fixed is not None:
                numbers[name] = getattr(spot, name)
        others: dict[str, Any] = dict.fromkeys(_ELSEWHERE)
        others |= {name: numbers[name] for name in _OPEN if getattr(spot, name) is not None}
        like = spot._replace(**others)
        self.changes: list[tuple[int, str, int]] = []
        for rank, row in _ROWS:
            if row.ops is None or kind.op in row.ops:
                changed = row.changed(like)
                if changed is not None:
                    self.changes.append((rank, row.id, self.tape.place(changed - like.product)))

    def inlined(self, tape: Tape, spot: Spot) -> list[tuple[int, str, int]]:
        """The mistakes by rank and id, each with the step of a tape at which its difference at a spot is found."""
        numbers = (spot.a, spot.b, spot.result, spot.summands, spot.upstream, spot.local, spot.product)
        places = tape.inlined(self.tape, [0 if number is None else tape.place(number) for number in numbers])
        return [(rank, mistake, places[step]) for rank, mistake, step in self.changes]


# What is open in a pattern, and what of it may be fixed for all spots that have it.
_OPEN = ("a", "b", "result", "summands", "upstream", "local", "product")
_FIXED = ("b", "upstream", "local", "product")
# What differs from spot to spot beyond that: a row that looked at it would be wrong at the next one.
_ELSEWHERE = ("point", "region", "key", "node", "source")


def pattern(spot: Spot) -> Pattern:
    """The pattern of a spot of numbers."""
    # Of a power it matters which number the exponent is; other constants are as good as open numbers.
    numbers = (spot.b if spot.op == "pow" else None, spot.upstream, spot.local, spot.product)
    product, upstream = spot.product, spot.upstream
    is_upstream = type(product) is Recorded and type(upstream) is Recorded and product.at == upstream.at
    kind = Kind(spot.op, spot.options, spot.place, spot.summands is not None, tuple(map(_fixed, numbers)), is_upstream)
    found = _patterns.get(kind)
    if found is None:
        if len(_patterns) >= _MOST:
            _patterns.clear()
        found = _patterns[kind] = Pattern(kind, spot)
    return found


_patterns: dict[Kind, Pattern] = {}


def _fixed(number: Any) -> tuple[int, int] | float | None:
    if number is None or type(number) is Recorded:
        return None
    return number.as_integer_ratio() if isinstance(number, Fraction) else float(number)
