"""The manual of a code on a terminal."""

from __future__ import annotations

from bpcli.core.findings import Severity
from bpcli.render.look import Look
from bpcli.render.manual import manual

TEXT = """A stated answer differs.

What the author states is held against
the result. Correct it.

Bad:

    title: t
    model: y = w·x

    expect: {y: 55}

Good:

    title: t
"""


def test_paragraphs_fit_the_width_and_samples_stay_as_they_are() -> None:
    assert manual("BP204", Severity.ERROR, TEXT, Look(width=30)).splitlines() == [
        "error[BP204] A stated answer",
        "differs.",
        "",
        "What the author states is held",
        "against the result. Correct",
        "it.",
        "",
        "Bad:",
        "",
        "    title: t",
        "    model: y = w·x",
        "",
        "    expect: {y: 55}",
        "",
        "Good:",
        "",
        "    title: t",
    ]


def test_without_a_width_the_lines_are_those_of_the_author() -> None:
    told = manual("BP301", Severity.WARNING, TEXT, Look(width=None))
    assert told == f"warning[BP301] {TEXT}"


def test_the_manual_keeps_to_ascii() -> None:
    told = manual("BP204", Severity.ERROR, TEXT, Look(ascii=True))
    assert told.isascii()
    assert "model: y = w*x" in told
