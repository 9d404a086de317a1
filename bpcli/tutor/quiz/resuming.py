"""A quiz as text that is kept, and back: `kept(problem, session)` and `restored(problem, text, exam=…)`.

What was said of the answers is not kept: it is worked out again, so that it cannot differ from what is said today.
"""

from __future__ import annotations

import json
from typing import Any

from bpcli.core.source import Excerpt
from bpcli.tutor.grading.judge import judge
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.quiz.session import Entry, Session, begin, earlier


def kept(problem: Problem, session: Session) -> str:
    """How far a quiz is, as JSON."""
    questions = [
        {
            "ask": problem.name(entry.item.aim),
            "form": entry.item.form,
            "typed": entry.typed,
            "tries": entry.tries,
            "hints": entry.hints,
            "revealed": entry.revealed,
            "skips": entry.skips,
        }
        for entry in session.entries
    ]
    return json.dumps({"current": session.current, "questions": questions})


def restored(problem: Problem, text: str, *, exam: bool) -> Session | None:
    """The quiz that a text was kept of; None where it does not fit the exercise any more, or is over."""
    fresh = begin(problem, exam=exam)
    try:
        document = json.loads(text)
        current, questions = document["current"], document["questions"]
        entries = tuple(map(_entry, fresh.entries, questions))
        asked = [(problem.name(entry.item.aim), entry.item.form) for entry in fresh.entries]
        if [(each["ask"], each["form"]) for each in questions] != asked or not 0 <= current < len(entries):
            return None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return _judged(problem, Session(entries, current, exam))


def _entry(fresh: Entry, found: dict[str, Any]) -> Entry:
    typed = found["typed"]
    if not isinstance(typed, str | None):
        raise TypeError(typed)
    tries, hints, skips = (int(found[name]) for name in ("tries", "hints", "skips"))
    return Entry(fresh.item, typed, None, tries, hints, bool(found["revealed"]), skips)


def _judged(problem: Problem, session: Session) -> Session:
    """The same with what is to be said of its answers."""
    entries = []
    for place, entry in enumerate(session.entries):
        if entry.typed is None:
            entries.append(entry)
            continue
        others = earlier(session._replace(current=place))
        found = judge(problem, entry.item, Excerpt.of(entry.typed, "answer"), others)
        entries.append(entry._replace(judgement=found))
    return session._replace(entries=tuple(entries))
