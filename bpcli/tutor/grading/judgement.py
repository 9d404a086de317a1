"""What is said of one answer, and of all answers to an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bpcli.core.findings import Finding


class Verdict(StrEnum):
    """How an answer is judged; the words are those of files and of JSON."""

    CORRECT = "correct"
    WRONG = "wrong"
    OTHER_FORM = "other-form"  # the value is right, but a formula was asked, or the other way round
    INVALID = "invalid"  # cannot be read: no attempt
    UNDECIDED = "undecided"  # nobody is punished for what cannot be decided
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer, judged.

    ask: the question as it is typed, `dloss/dw`; answer: the answer as it was typed, None where there is none.
    credit: from 0 to 1; counts: false where it leaves the total (undecided).
    message: what a teacher would say, in whole sentences; it never gives the answer away.
    diagnosis: the id of the one mistake that explains a wrong answer; candidates: several that cannot be told apart.
    follow_through: whether it is the right step from an earlier wrong answer.
    faults: why an invalid answer cannot be read, with places in it.
    """

    ask: str
    answer: str | None
    verdict: Verdict
    credit: float = 0.0
    message: str = ""
    diagnosis: str | None = None
    candidates: tuple[str, ...] = ()
    follow_through: bool = False
    faults: tuple[Finding, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the answer is part of the total."""
        return self.verdict is not Verdict.UNDECIDED


@dataclass(frozen=True, slots=True)
class Graded:
    """The answers to one exercise, judged, in the order of the questions."""

    judgements: tuple[Judgement, ...]

    @property
    def score(self) -> float:
        """The credits, summed."""
        return sum(one.credit for one in self.judgements if one.counts)

    @property
    def out_of(self) -> int:
        """What the score could be at most."""
        return sum(one.counts for one in self.judgements)
