"""`bpcli progress`: what is mastered, what is due, which mistakes come back."""

from __future__ import annotations

import sys

from bpcli.cli import options
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.guard import Stop
from bpcli.cli.learner import existing, now
from bpcli.cli.screen import Color, look_of, write
from bpcli.core.visible import visible
from bpcli.exercise.library import shipped
from bpcli.store.records import Unusable


def command(
    as_json: options.Json = False,
    plain: options.Plain = False,
    only_ascii: options.Ascii = False,
    color: options.ColorWhen = Color.AUTO,
    output: options.Output = None,
    debug: options.Debug = False,  # noqa: ARG001 - read by the guard
) -> None:
    """Show the learner's progress."""
    from bpcli.tutor.quiz.choosing import Remembered  # noqa: PLC0415 - heavy; the options were looked at first
    from bpcli.tutor.quiz.progress import Answered, overview, progress_report  # noqa: PLC0415

    cards, answers, unfinished = _kept()
    remembered = [Remembered(card.key, card.rating, card.due) for card in cards]
    given = [
        Answered(one.subject.key, one.attempt.question, one.attempt.verdict, one.attempt.diagnosis, one.time)
        for one in answers
    ]
    found = overview(shipped(), remembered, given, [sitting.key for sitting in unfinished], now())
    look = look_of(None if output else sys.stdout, color, plain=plain, ascii=only_ascii)
    if as_json:
        from bpcli.render.progress_document import progress_document  # noqa: PLC0415

        write(progress_document(found, ascii=look.ascii), output)
        return
    from bpcli.render.terminal import render  # noqa: PLC0415
    from bpcli.report.blocks import Report  # noqa: PLC0415

    write(render(Report(tuple(progress_report(found, now()))), look), output)


def _kept() -> tuple:  # type: ignore[type-arg]
    """The cards, the answers and the unfinished quizzes. Raises Stop."""
    try:
        store = existing()
        if store is None:
            return (), (), ()
        with store:
            return store.cards(), tuple(store.answers()), store.unfinished()
    except Unusable as reason:
        raise Stop(ExitCode.USAGE, visible(str(reason))) from None
