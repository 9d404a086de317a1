"""The keys of an exercise file: a row a key.

The loader checks files against these rows and says what is unknown, missing or of the wrong kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bpcli.core.say import say


class Takes(StrEnum):
    """What may stand under a key."""

    TEXT = "text"
    WORDING = "wording"  # a text, or one for each language
    WORDS = "words"  # one text or a list of texts
    WHOLE = "whole"  # a whole number
    NUMBER = "number"
    TRUTH = "truth"
    CHOICE = "choice"
    STEPS = "steps"  # a step or a list of steps
    VALUE = "value"  # a number or a nested list of them
    VALUES = "values"  # a value for each name
    SAMPLES = "samples"  # a list of values for each name
    FUNCTIONS = "functions"  # a formula for each call
    STATEMENTS = "statements"  # a value or a formula for each question
    QUESTIONS = "questions"  # a list of questions
    HINTS = "hints"  # one text or a list of texts for each question
    TRIALS = "trials"  # a list of answers and verdicts
    RANGES = "ranges"  # a range for each name
    TABLE = "table"  # keys of its own


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it takes, whether it must be there, and its own keys where it has any.

    `low` and `high` bound a number; `choices` are the words a CHOICE takes; `under` is the key it belongs to.
    """

    name: str
    takes: Takes
    required: bool = False
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    under: str = ""

    @property
    def about(self) -> str:
        """One line that says what the key is for."""
        room = f"{self.under}-" if self.under else ""
        return say(f"exercise.key-{room}{self.name}")


VERDICTS = ("correct", "wrong", "other-form", "invalid", "undecided", "unanswered")
FORMS = ("number", "formula")

_TRIAL = (
    Key("ask", Takes.TEXT, required=True, under="tests"),
    Key("answer", Takes.VALUE, required=True, under="tests"),
    Key("verdict", Takes.CHOICE, required=True, choices=VERDICTS, under="tests"),
    Key("diagnosis", Takes.TEXT, under="tests"),
)

_VARIANTS = (
    Key("names", Takes.RANGES, required=True, under="variants"),
    Key("where", Takes.TEXT, under="variants"),
)

_TRAIN = (
    Key("data", Takes.SAMPLES, required=True, under="train"),
    Key("start", Takes.VALUES, under="train"),
    Key("lr", Takes.NUMBER, required=True, under="train"),
    Key("epochs", Takes.WHOLE, required=True, low=0, high=1_000_000, under="train"),
    Key("per", Takes.CHOICE, choices=("sample", "batch"), under="train"),
    Key("reduction", Takes.CHOICE, choices=("mean", "sum"), under="train"),
    Key("optimizer", Takes.CHOICE, choices=("sgd", "adam"), under="train"),
    Key("momentum", Takes.NUMBER, under="train"),
    Key("update", Takes.CHOICE, choices=("notes", "torch"), under="train"),
    Key("zero_grad", Takes.TRUTH, under="train"),
    Key("dtype", Takes.CHOICE, choices=("float64", "float32"), under="train"),
    Key("predict", Takes.VALUES, under="train"),
)

KEYS = (
    Key("title", Takes.WORDING),
    Key("about", Takes.WORDING),
    Key("level", Takes.WHOLE, low=1, high=5),
    Key("tags", Takes.WORDS),
    Key("model", Takes.STEPS, required=True),
    Key("formula", Takes.TEXT),
    Key("loss", Takes.STEPS),
    Key("upstream", Takes.VALUES),
    Key("given", Takes.VALUES),
    Key("parameters", Takes.WORDS),
    Key("functions", Takes.FUNCTIONS),
    Key("expand", Takes.TRUTH),
    Key("expect", Takes.STATEMENTS),
    Key("ask", Takes.QUESTIONS),
    Key("hints", Takes.HINTS),
    Key("tests", Takes.TRIALS, keys=_TRIAL),
    Key("variants", Takes.TABLE, keys=_VARIANTS),
    Key("train", Takes.TABLE, keys=_TRAIN),
)

# Of each pair a file may have one only.
EXCLUSIVE = (("model", "formula"), ("loss", "formula"), ("loss", "upstream"))
# What does instead of a key that must be there, and what a file without it will want besides.
INSTEAD = {"model": "formula"}
USUAL = ("loss", "given")


def key_of(name: str, keys: Iterable[Key] = KEYS) -> Key:
    """The row of a key. KeyError where there is none."""
    for key in keys:
        if key.name == name:
            return key
    raise KeyError(name)
