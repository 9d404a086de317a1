"""When an exercise is to be repeated: the FSRS memory model, by the py-fsrs library.

A card is an exercise. There are no steps of minutes: what went wrong comes again the next day, and until an exercise is
mastered `bpcli quiz` offers it in any case. Nothing is left to chance, so that a date can be explained.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bpcli.store.records import Card, Subject


def reviewed(card: Card | None, subject: Subject, rating: int, now: datetime) -> Card:
    """The card after a quiz that went so well; a new one where there is none. Ratings are 1 (again) to 4 (easy)."""
    import fsrs  # noqa: PLC0415 - 25 ms that only the end of a quiz needs

    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    before = fsrs.Card(card_id=1)
    if card is not None:
        memory = {"stability": card.stability, "difficulty": card.difficulty}
        before = fsrs.Card(1, fsrs.State.Review, None, **memory, due=card.due, last_review=card.reviewed)
    after, _ = scheduler.review_card(before, fsrs.Rating(rating), now.astimezone(UTC))
    reviews = 1 if card is None else card.reviews + 1
    memory_now = (after.stability or 0.0, after.difficulty or 0.0)
    return Card(subject.key, subject.origin, *memory_now, after.due, now, rating, reviews)
