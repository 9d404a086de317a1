"""A new exercise as text.

`template(heading)` is one to be changed, `written_out(heading, excerpt)` that of a short form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bpcli.core.limits import TITLE_CHARACTERS
from bpcli.core.say import say
from bpcli.core.source import Excerpt
from bpcli.core.visible import is_hidden
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.library import name_of
from bpcli.exercise.loading import load_text
from bpcli.exercise.steps import NamedStep
from bpcli.language.numbers import reads_as_given
from bpcli.language.parts import sides, split_parts
from bpcli.language.printer import UNICODE, write
from bpcli.language.tree import Apply

# A text that YAML reads as that text without quotes: it begins with a letter, and no sign of YAML's stands in it.
_UNQUOTED = re.compile(r"[^\W\d_][^\x00-\x1f\x7f-\x9f:#\[\]{},&*!|>'\"%@`]*(?<!\s)")
_WORDS = frozenset(("true", "false", "null"))  # of YAML's, in any case of letters
_NUMBERS = re.compile(r"[-+−]?[0-9.½¼¾][0-9./_]*(?:[eE][-+]?[0-9]+)?|\[[-+−0-9./_eE½¼¾, \[\]]*\]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a new file begins with: its title, and where its schema is from there ("" where it names none)."""

    title: str
    schema: str = ""

    @classmethod
    def of(cls, path: Path, schema: str = "") -> Heading:
        """That of a file: `01-two-paths.yaml` becomes `Two paths`."""
        words = re.sub(r"[\s_-]+", " ", "".join(c for c in name_of(path) if not is_hidden(c))).strip()
        return cls((words[:1].upper() + words[1:TITLE_CHARACTERS]) or say("new.untitled"), schema)

    @property
    def lines(self) -> str:
        """The line by which an editor finds the schema, if there is to be one."""
        return f"# yaml-language-server: $schema={self.schema}\n" if self.schema else ""


def template(heading: Heading) -> str:
    """A whole exercise with a comment on each of its keys, and further keys to choose from."""
    return heading.lines + say("new.template", title=_scalar(heading.title), hint=say("new.hint"))


def written_out(heading: Heading, excerpt: Excerpt) -> tuple[str, Exercise]:
    """The exercise of a short form key by key, and the exercise itself. Raises Faults."""
    exercise = load_text(excerpt)
    typed = dict(_typed(exercise, excerpt))
    model, loss = (exercise.model, exercise.loss) if exercise.model else (exercise.steps, ())
    lines = [f"title: {_scalar(heading.title)}", *_steps("model", model), *_steps("loss", loss)]
    if any(map(_has_parts, exercise.steps)):
        lines += [f"# {say('new.expanded')}", "expand: true"]
    if exercise.upstream is not None:
        lines += ["upstream:", f"  {_scalar(exercise.upstream[0])}: {_number(typed[''])}"]
    if exercise.values:
        lines += ["given:", *(f"  {_scalar(name)}: {_number(typed.get(name, '1'))}" for name in exercise.values)]
    lines += [f"# {say('new.no-answers')}"]
    return heading.lines + "".join(f"{line}\n" for line in lines), exercise


def _typed(exercise: Exercise, excerpt: Excerpt) -> Iterator[tuple[str, str]]:
    """The values as they were typed, by name; under "" the gradient that comes back."""
    for part in split_parts(excerpt):
        left, right = sides(part)
        if left is not None:
            name = exercise.scope.find(left.text.strip()) or ""
            if not name or (name in exercise.givens and reads_as_given(right)):
                yield name, right.text.strip()


def _steps(key: str, steps: tuple[NamedStep, ...]) -> list[str]:
    written = [_scalar(f"{step.name} = {write(step.tree, UNICODE)}") for step in steps]
    return [f"{key}:", *(f"  - {text}" for text in written)] if written else []


def _has_parts(step: NamedStep) -> bool:
    """Whether a step is more than one operation, so that a file would make one node of what are several here."""
    return isinstance(step.tree, Apply) and any(isinstance(part, Apply) for part in step.tree.args)


def _scalar(text: str) -> str:
    """The text as YAML, in quotes where it needs them."""
    is_plain = _UNQUOTED.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _number(text: str) -> str:
    return text if _NUMBERS.fullmatch(text) else json.dumps(text, ensure_ascii=False)
