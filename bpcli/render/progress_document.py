"""What programs read of a learner's progress: `progress_document(overview, …)`, the format `bpcli.progress/1`."""

from __future__ import annotations

from typing import Any

from bpcli.render.json_document import document_text
from bpcli.tutor.quiz.choosing import Remembered, date
from bpcli.tutor.quiz.progress import Overview

PROGRESS = "bpcli.progress/1"


def progress_document(found: Overview, *, ascii: bool = False) -> str:  # noqa: A002 - as in Look
    """One JSON document. Times are ISO 8601; `rating` is 1 (again) to 4 (easy), mastered from 3 on."""
    document = {
        "format": PROGRESS,
        "answers": found.answers,
        "right": found.right,
        "topics": [{"topic": one.name, "mastered": one.mastered, "exercises": one.exercises} for one in found.topics],
        "exercises": [_card(card) for card in (*found.mastered, *found.practised)],
        "due": [card.key for card in found.due],
        "unfinished": list(found.unfinished),
        "mistakes": [
            {
                "mistake": one.mistake,
                "count": one.times,
                "exercises": list(one.exercises),
                "last": one.last.isoformat(),
            }
            for one in found.slips
        ],
        "days": [{"date": date(day), "right": right, "answers": count} for day, right, count in found.days],
    }
    return document_text(document, ascii=ascii)


def _card(card: Remembered) -> dict[str, Any]:
    return {"exercise": card.key, "rating": card.rating, "mastered": card.is_mastered, "due": card.due.isoformat()}
