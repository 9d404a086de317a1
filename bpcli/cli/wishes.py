"""What the options of `train` say: epochs to show, numbers as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from bpcli.cli.exercises import reported
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.core.visible import visible
from bpcli.exercise.given import number

_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")


def typed_number(option: str, text: str | None) -> Fraction | None:
    """A number that is not negative, as exercises write it; None where nothing is typed. Raises Stop."""
    if text is None:
        return None
    with reported(ExitCode.USAGE):
        found = number(Excerpt.of(text, option))
    if found < 0:
        raise Stop(ExitCode.USAGE, say("train.negative", option=option, text=visible(text)))
    return found


def shown_epochs(text: str | None, epochs: int) -> Sequence[int] | None:
    """The epochs of `--show 0,95-99`, each once and in order; None where nothing is typed. Raises Stop."""
    if text is None:
        return None
    found: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise Stop(ExitCode.USAGE, say("train.bad-show", text=visible(text)))
        last = int(match[2] or match[1])
        if last >= epochs:
            raise Stop(ExitCode.USAGE, _beyond(last, epochs))
        found.update(range(int(match[1]), last + 1))
    return sorted(found)


def _beyond(epoch: int, epochs: int) -> str:
    return say("train.show-beyond", epoch=epoch, last=epochs - 1) if epochs else say("train.no-epochs")
