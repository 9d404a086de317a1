from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpcli.core.findings import Faults, Finding
from bpcli.core.source import Excerpt, Source
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_source, load_text
from bpcli.exercise.reading import decode

ROOT = Path(__file__).parents[2]
FILES = [path.read_bytes() for path in sorted((ROOT / "exercises").glob("*/*.yaml"))]
FILES += [
    path.read_bytes() for path in sorted((ROOT / "tests/hostile/yaml").glob("*.yaml")) if path.stat().st_size < 2_000
]
LINES = sorted({line for data in FILES for line in data.decode("utf-8", "replace").splitlines()})
SHORT = ["y=w·x, x=2, y=4", "z = x·w, x=2, w=3, dL/dz=5", "ŷ = w*x + b; loss = (ŷ - y)^2; x=[1, 2]", "σ(x)² + e"]
PIECES = [
    *'{}[]:,-?|>&*!%@`"#~= \t\n\r',
    "- ",
    ": ",
    "x",
    "ŷ",
    "1e9",
    "∂L/∂",
    "[1, [2]]",
    "𝑥",
    "\u202e",
    "\0",
    "<<: ",
    "---\n",
]

T = TypeVar("T")
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def survives(load: Callable[[T], Exercise], text: T) -> None:
    """Nothing but an exercise comes of a text, or faults with places."""
    findings: tuple[Finding, ...] = ()
    try:
        exercise = load(text)
    except Faults as faults:
        findings = faults.findings
        assert findings
    else:
        assert exercise.steps
        assert set(exercise.values) >= set(exercise.kinds)
    for found in findings:
        assert found.place is not None
        assert 1 <= found.place.first.line <= found.place.last.line


@st.composite
def damaged(draw: st.DrawFn, texts: list[str]) -> str:
    """A good text with some pieces put in, taken out, or put elsewhere."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(text[: end - start]), st.text(max_size=3)))
        text = text[:start] + piece + text[end:]
    return text


@quick
@given(damaged([data.decode("utf-8", "replace") for data in FILES]))
def test_a_damaged_file_gives_an_exercise_or_faults(text: str) -> None:
    survives(lambda text: load_source(Source("a.yaml", text)), text)


@quick
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_shuffled_lines_of_good_files_give_an_exercise_or_faults(lines: list[str]) -> None:
    survives(lambda text: load_source(Source("a.yaml", text)), "\n".join(lines))


@quick
@given(st.sampled_from(FILES), st.integers(0, 500), st.binary(min_size=1, max_size=3))
def test_damaged_bytes_give_an_exercise_or_faults(data: bytes, at: int, inserted: bytes) -> None:
    survives(lambda data: load_source(decode(data, "a.yaml")), data[:at] + inserted + data[at + 1 :])


@quick
@given(damaged(SHORT))
def test_a_damaged_short_form_gives_an_exercise_or_faults(text: str) -> None:
    survives(lambda text: load_text(Excerpt.of(text)), text)
