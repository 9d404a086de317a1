"""Good files, changed at random in their bytes and in their structure: whatever comes of it, it is said, not raised."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bpcli.checks.checking import PROGRAM_FAULT, Checked, check_bytes
from bpcli.checks.settings import Settings
from bpcli.core.findings import Severity
from bpcli.exercise.keys import KEYS
from bpcli.exercise.library import shipped
from bpcli.render.diagnostics import diagnostics
from bpcli.render.look import Look

ROOT = Path(__file__).parents[1]
# Small ones, so that what is tried is many files and not long work.
GOOD = sorted(
    data
    for path in (*(one.path for one in shipped()), *(ROOT / "exercises" / "bad").glob("*.yaml"))
    if 20 < len(data := path.read_bytes()) < 900
)
PIECES = (
    *(key.name.encode() + b":" for key in KEYS),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"- ",
        b"#",
        b"'",
        b'"',
        b"|\n  ",
        b"\n",
        b"\r\n",
        b"\t",
        b"&a ",
        b"*a",
        b"!!x ",
        b"<<: ",
    ),
    *(
        b"\xff",
        b"\xef\xbb\xbf",
        b"\x00",
        b"\x1b[2K",
        "ŷ".encode(),
        "∂".encode(),
        "\u202e".encode(),
        b"null",
        b"true",
        b"1e400",
    ),
    *(
        b"1/0",
        b"0",
        b"-1",
        b"x",
        b"^",
        b"^99",
        b"/",
        b"*",
        b"log(",
        b")",
        b"max(x, x)",
        b"dloss/dw",
        b"# bpcli: ignore[BP301]",
    ),
)
SETTINGS = Settings(strict=True)


@st.composite
def changed_bytes(draw: st.DrawFn) -> bytes:
    """A good file with some pieces of it left out, doubled, or others put in."""
    data = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        new = draw(st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(data[start:end] * 2))
        data = data[:start] + new + data[end:]
    return data


@st.composite
def changed_lines(draw: st.DrawFn) -> bytes:
    """The lines of two good files: some of one among the other's, in another order, further in or out."""
    lines = draw(st.sampled_from(GOOD)).splitlines(keepends=True)
    others = draw(st.sampled_from(GOOD)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        position = draw(st.integers(0, len(lines)))
        what = draw(st.sampled_from(["insert", "drop", "swap", "indent", "dedent"]))
        if what == "insert":
            lines.insert(position, draw(st.sampled_from(others)))
        elif lines:
            position %= len(lines)
            other = draw(st.integers(0, len(lines) - 1))
            if what == "drop":
                del lines[position]
            elif what == "swap":
                lines[position], lines[other] = lines[other], lines[position]
            else:
                lines[position] = b"  " + lines[position] if what == "indent" else lines[position].removeprefix(b"  ")
    return b"".join(lines)


def holds(data: bytes) -> Checked:
    """What holds for the check of any bytes at all."""
    checked = check_bytes(data, "any.yaml", SETTINGS)
    assert [found.message for found in checked.findings if found.code == PROGRAM_FAULT] == []
    assert checked.trace is not None or checked.has_errors
    for found in checked.findings:
        assert found.place is None or found.place.start <= found.place.end
    told = diagnostics(checked.findings, Look(width=None))
    assert not {c for c in told if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")} - {"\n"}
    assert not any(line.lstrip().startswith("::") for line in told.splitlines())
    return checked


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(changed_bytes())
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"model: y\n")
@example("formula: h = w·x, y = 2, y = 4it bbbb\n".encode())
@example(b"ti/tle: t\nformula: h = 2, y = 4\n")
@example("title: t\nmodel: [z = w·x + b, ŷ = σ(z)]\nloss: bce(ŷ, y)\ngiven: {x: -8, w: 12, b: 0, y: 0}\n".encode())
def test_bytes_changed_at_random_are_checked(data: bytes) -> None:
    holds(data)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(changed_lines())
def test_a_structure_changed_at_random_is_checked(data: bytes) -> None:
    holds(data)


def test_what_is_changed_at_random_is_good_before() -> None:
    fine = [data for data in GOOD if not check_bytes(data, "good.yaml").has_errors]
    assert len(fine) > 20
    assert {found.severity for data in fine for found in check_bytes(data, "good.yaml").findings} <= {Severity.WARNING}
