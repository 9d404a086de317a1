"""What a mistake would have made of a question: the types that grading, checking and quizzes share."""

from __future__ import annotations

from typing import Any, NamedTuple

from bpcli.engine.graph import Edge


class Outcome(NamedTuple):
    """The answer that a learner gets who makes one mistake at one place of the graph.

    mistake: the id of a row of the table; value: a Fraction, a float, or an array of either.
    node, edge: where in the graph the pass was changed; the one that is not meant is None.
    """

    mistake: str
    value: Any
    node: int | None = None
    edge: Edge | None = None


class Diagnosis(NamedTuple):
    """What explains a wrong answer.

    mistake: the one explanation, None where there is none or where several that could differ fit.
    candidates: those several, in the table's order.
    node, edge: where the slip was made, where that is known.
    factor: the answer as a multiple of the right one, where that is a simple number.
    twice: of a gradient that is a sum over paths, whether one of them seems to be counted twice.
    both: two slips that together explain the answer, where no single one does.
    places: the nodes at which the slip may have been made, one for each of `candidates` or of `both`.
    """

    mistake: str | None = None
    candidates: tuple[str, ...] = ()
    node: int | None = None
    edge: Edge | None = None
    factor: Any = None
    twice: bool = False
    both: tuple[str, ...] = ()
    places: tuple[int | None, ...] = ()
