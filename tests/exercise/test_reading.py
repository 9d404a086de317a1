from __future__ import annotations

import os
from pathlib import Path

import pytest

from bpcli.core.findings import Faults
from bpcli.core.limits import FILE_BYTES
from bpcli.exercise.reading import Unreadable, decode, read_file


def refused(data: bytes) -> tuple[str, int, int]:
    with pytest.raises(Faults) as caught:
        decode(data, "a.yaml")
    first = caught.value.findings[0]
    assert first.place is not None
    return first.code, first.place.first.line, first.place.first.column


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"a: 1\nb: \xff", ("BP001", 2, 4)),
        ("a: ŷ\nŷ: \udcff".encode("utf-8", "surrogateescape"), ("BP001", 2, 4)),
        ("model: y".encode("utf-16"), ("BP001", 1, 1)),
        ("model: y".encode("utf-16-le"), ("BP001", 1, 1)),
        ("model: y".encode("utf-16-be"), ("BP001", 1, 1)),
        ("model: y".encode("utf-32"), ("BP001", 1, 1)),
        (b"", ("BP002", 1, 1)),
        (b"\n  \n", ("BP002", 1, 1)),
        (b"\xef\xbb\xbf", ("BP002", 1, 1)),
        (b"a: 1\n \x00", ("BP003", 2, 2)),
        (b"a: \x1b[2J", ("BP003", 1, 4)),
        (b"a: \x7f", ("BP003", 1, 4)),
        ("a: \u009b".encode(), ("BP003", 1, 4)),
        ("a: \u0085".encode(), ("BP003", 1, 4)),
        ("a: \u2028".encode(), ("BP003", 1, 4)),
        ("a\n\ufeffb".encode(), ("BP003", 2, 1)),
        (b"x" * (FILE_BYTES + 1), ("BP004", 1, 1)),
    ],
)
def test_bytes_that_are_no_text_are_refused_where_they_stand(data: bytes, outcome: tuple[str, int, int]) -> None:
    assert refused(data) == outcome


def test_a_byte_order_mark_at_the_start_takes_no_column() -> None:
    source = decode(b"\xef\xbb\xbfmodel: y", "a.yaml")
    assert source.text == "model: y"


def test_a_file_as_large_as_the_limit_is_read() -> None:
    assert len(decode(b"#" * FILE_BYTES, "a.yaml").text) == FILE_BYTES


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("model: y = x", encoding="utf-8")
    assert read_file(path).name == str(path)


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    with pytest.raises(Faults) as caught:
        read_file(path)
    assert caught.value.findings[0].code == "BP004"


def missing(folder: Path) -> Path:
    return folder / "none.yaml"


def loop(folder: Path) -> Path:
    path = folder / "loop.yaml"
    path.symlink_to(path)
    return path


def pipe(folder: Path) -> Path:
    path = folder / "pipe.yaml"
    os.mkfifo(path)
    return path


def below_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "a.yaml"


def null_inside(folder: Path) -> Path:
    return folder / "a\0.yaml"


def folder_itself(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize("make", [missing, loop, pipe, below_a_file, null_inside, folder_itself])
def test_a_path_that_cannot_be_read_is_named(make: object, tmp_path: Path) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(Unreadable) as caught:
        read_file(path)
    assert str(path) in str(caught.value)
