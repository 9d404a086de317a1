"""The checking of one file, as a child does it: `check_one(task)` gives an `Answer`, which goes back to its parent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bpcli.cli.gathering import Found
from bpcli.core.say import speak
from bpcli.report.checked import FileReport, Proof, whole_file

if TYPE_CHECKING:
    from bpcli.checks.checking import Checked
    from bpcli.checks.settings import Settings


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a child is to do besides checking.

    fix: work out the mended text; proofs: tell how gradients were checked; languages: what to say it in.
    """

    fix: bool = False
    proofs: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one file.

    report: what was found, after mending where that was asked for.
    unreadable: why the file could not be read at all, a whole sentence; "" where it could.
    mended: the text with the mends in it, None where there are none; difference: the change, for people.
    traceback: of a fault of the program.
    is_program_fault: whether the program failed, and not the file.
    """

    report: FileReport
    unreadable: str = ""
    mended: str | None = None
    difference: str = ""
    traceback: str = ""
    is_program_fault: bool = False


class Task(NamedTuple):
    """A file, what is looked for in it, and what else is to be done."""

    found: Found
    settings: Settings
    wishes: Wishes


def check_one(task: Task) -> Answer:
    """Check one file, in this process."""
    from bpcli.checks.checking import check_bytes, check_path  # noqa: PLC0415 - heavy, and only children need it
    from bpcli.exercise.reading import Unreadable  # noqa: PLC0415

    (path, data), settings, wishes = task
    speak(*wishes.languages)
    try:
        checked = check_path(path, settings) if data is None else check_bytes(data, str(path), settings)
    except Unreadable as unreadable:
        return Answer(FileReport(path.as_posix()), str(unreadable))
    name = path.as_posix()
    return _mended(checked, name, settings, wishes) if wishes.fix else _told(checked, name, wishes)


def _mended(checked: Checked, name: str, settings: Settings, wishes: Wishes) -> Answer:
    from bpcli.checks.checking import check_source  # noqa: PLC0415
    from bpcli.checks.fixing import difference, fixed  # noqa: PLC0415 - only with --fix and --diff
    from bpcli.core.source import Source  # noqa: PLC0415

    text = fixed(checked)
    if text is None:
        return _told(checked, name, wishes)
    after = check_source(Source(checked.name, text), settings)
    return replace(_told(after, name, wishes), mended=text, difference=difference(checked, text))


def _told(checked: Checked, name: str, wishes: Wishes) -> Answer:
    top = whole_file(checked.name)
    findings = tuple(found if found.place else replace(found, place=top) for found in checked.findings)
    report = FileReport(name, findings, _proofs(checked) if wishes.proofs else ())
    return Answer(report, traceback=_traceback(checked.fault), is_program_fault=checked.has_program_fault)


def _proofs(checked: Checked) -> tuple[Proof, ...]:
    """Which oracles agreed on each gradient; none where nothing could be worked out."""
    if checked.trace is None or checked.has_program_fault:
        return ()
    from bpcli.engine.oracles import oracles  # noqa: PLC0415
    from bpcli.tutor.naming import numerator  # noqa: PLC0415

    nodes, output = checked.trace.graph.nodes, numerator(checked.trace)
    return tuple(
        Proof(f"∂{output}/∂{nodes[one.node].name}", one.used, one.unused) for one in oracles(checked.trace).gradients
    )


def _traceback(fault: Exception | None) -> str:
    from traceback import format_exception  # noqa: PLC0415 - only where the program failed

    return "".join(format_exception(fault)) if fault else ""
