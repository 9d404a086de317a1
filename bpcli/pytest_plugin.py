"""Exercise files as tests of pytest: an item for the exercise as a whole, and one for each question and test in it.

    pytest exercises/02-linear/02-linear.yaml          # a file that is named
    bpcli_files = exercises/**/*.yaml                  # or files that the project's settings name

An item is one question, and what stands under it in `ask` and `expect`, or one entry of `tests`:
`linear.yaml::dloss/dw`, `linear.yaml::dloss/dw=55`. It fails with the findings of `bpcli check` that stand there, the
item `exercise` with all others. The questions of a file without `ask` are all there are, as in a quiz: to list them its
graph is worked out when it is collected. The settings are those of `[tool.bpcli]`. Nothing of bpcli's is loaded
before there is a file to collect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bpcli.core.say import say

if TYPE_CHECKING:
    from bpcli.checks.checking import Checked
    from bpcli.core.findings import Finding
    from bpcli.core.source import Place, Source
    from bpcli.exercise.exercise import Exercise

_SETTING = "bpcli_files"
_SUFFIXES = (".yaml", ".yml")
_WHOLE = "exercise"
_ANSWER_CHARACTERS = 40
_CHOSEN: pytest.StashKey[frozenset[Path]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the setting known."""
    parser.addini(_SETTING, say("pytest.files"), type="args")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ExerciseFile | None:
    """An exercise file that is named on the command line or in the settings; no other YAML is touched."""
    if file_path.suffix not in _SUFFIXES:
        return None
    if not parent.session.isinitpath(file_path) and file_path not in _chosen(parent.config):
        return None
    return ExerciseFile.from_parent(parent, path=file_path)


def _chosen(config: pytest.Config) -> frozenset[Path]:
    """The files that the globs of the settings name."""
    if _CHOSEN not in config.stash:
        globs: list[str] = config.getini(_SETTING)
        config.stash[_CHOSEN] = frozenset(path for glob in globs for path in config.rootpath.glob(glob))
    return config.stash[_CHOSEN]


class ExerciseFile(pytest.File):
    """An exercise file; it is read when it is collected, and worked out when the first of its items runs."""

    def collect(self) -> Iterator[ExerciseItem]:
        """The exercise, its questions, its tests."""
        yield ExerciseItem.from_parent(self, name=_WHOLE, places=None)
        exercise = self._exercise
        if exercise is not None:
            for name, places in (_unasked(exercise) | _items(exercise)).items():
                yield ExerciseItem.from_parent(self, name=name, places=tuple(places))

    @cached_property
    def checked(self) -> Checked:
        """What `bpcli check` finds."""
        from bpcli.checks.checking import Checked, check_source  # noqa: PLC0415 - heavy
        from bpcli.checks.pyproject import settings_for  # noqa: PLC0415
        from bpcli.core.findings import Faults  # noqa: PLC0415

        try:
            return check_source(self._source(), settings_for(self.path))
        except Faults as faults:
            return Checked(self._name, faults.findings)

    def findings_in(self, places: Iterable[Place]) -> tuple[Finding, ...]:
        """What was found inside one of these places."""
        found = self.checked.findings
        return tuple(one for one in found if one.place and any(_is_inside(one.place, place) for place in places))

    @cached_property
    def elsewhere(self) -> tuple[Finding, ...]:
        """What was found outside the places of all questions and tests."""
        exercise = self._exercise
        places = [place for some in _items(exercise).values() for place in some] if exercise else []
        inside = set(self.findings_in(places))
        return tuple(found for found in self.checked.findings if found not in inside)

    @cached_property
    def _exercise(self) -> Exercise | None:
        """The exercise as far as its file can be read."""
        from bpcli.core.findings import Faults  # noqa: PLC0415
        from bpcli.exercise.loading import load_partly  # noqa: PLC0415
        from bpcli.exercise.reading import Unreadable  # noqa: PLC0415

        try:
            return load_partly(self._source()).exercise
        except Faults:
            return None
        except Unreadable as unreadable:
            raise self.CollectError(str(unreadable)) from None

    def _source(self) -> Source:
        """The text under the name that people typed."""
        from bpcli.core.source import Source  # noqa: PLC0415
        from bpcli.exercise.reading import read_file  # noqa: PLC0415

        return Source(self._name, read_file(self.path).text)

    @property
    def _name(self) -> str:
        here = self.config.invocation_params.dir
        return str(self.path.relative_to(here) if self.path.is_relative_to(here) else self.path)


def _unasked(exercise: Exercise) -> dict[str, list[Place]]:
    """The questions of an exercise whose author asks none, which stand nowhere; none where it cannot be worked out."""
    from bpcli.core.findings import Faults, ProgramFault  # noqa: PLC0415
    from bpcli.core.visible import visible  # noqa: PLC0415
    from bpcli.tutor.aims import asked_name  # noqa: PLC0415
    from bpcli.tutor.asking import questions  # noqa: PLC0415
    from bpcli.tutor.solution import solve  # noqa: PLC0415

    if exercise.asks:
        return {}
    try:
        trace = solve(exercise)
        return {visible(asked_name(trace, item.aim)): [] for item in questions(exercise, trace)}
    except (Faults, ProgramFault):  # said by the item of the exercise
        return {}


def _items(exercise: Exercise) -> dict[str, list[Place]]:
    """What the file says of questions and answers: the names of the items, each with the places that are its own."""
    from bpcli.core.visible import visible  # noqa: PLC0415
    from bpcli.exercise.telling import shortened  # noqa: PLC0415
    from bpcli.tutor.expectations import asked_text  # noqa: PLC0415

    items: dict[str, list[Place]] = {}
    named = [
        *((asked_text(ask.question), ask.place) for ask in exercise.asks),
        *((asked_text(stated.question), stated.excerpt.place) for stated in exercise.expectations),
        *(
            (f"{asked_text(trial.question)}={shortened(trial.answer.text, _ANSWER_CHARACTERS)}", trial.place)
            for trial in exercise.tests
        ),
    ]
    for name, place in named:
        items.setdefault(visible(name), []).append(place)
    return items


def _is_inside(place: Place, whole: Place) -> bool:
    return whole.start <= place.start < max(whole.end, whole.start + 1)


class _Found(Exception):
    """Findings, the reason for which an item fails."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        errors_first = sorted(findings, key=lambda found: found.severity != "error")
        super().__init__(_told(errors_first))


class ExerciseItem(pytest.Item):
    """What `bpcli check` says of one question or one test, where it stands; without places, of the rest of the file.

    A question that stands nowhere passes where it was worked out and checked.
    """

    def __init__(self, *, places: tuple[Place, ...] | None, **named: Any) -> None:
        super().__init__(**named)
        self.places = places

    def runtest(self) -> None:
        """Fail with the errors that stand in the places of this item; warnings are only shown."""
        file = self.parent
        assert isinstance(file, ExerciseFile)  # noqa: S101 - for the type checker
        found = file.elsewhere if self.places is None else file.findings_in(self.places)
        if any(one.severity == "error" for one in found):
            raise _Found(found)
        if self.places is not None and (file.checked.trace is None or file.checked.has_program_fault):
            pytest.skip(say("pytest.not-worked-out", item=f"{file.name}::{_WHOLE}"))
        if found:
            self.add_report_section("call", "bpcli", _told(found))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings as `bpcli check` shows them, without a traceback."""
        if isinstance(excinfo.value, _Found):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, the line of the question, and its name."""
        return self.path, self.places[0].first.line - 1 if self.places else None, self.name


def _told(findings: Iterable[Finding]) -> str:
    from bpcli.render.diagnostics import diagnostics  # noqa: PLC0415
    from bpcli.render.look import Look  # noqa: PLC0415

    return diagnostics(findings, Look(width=None))
