"""What is installed is the whole program: the wheel carries the exercises and works from any folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted(path.relative_to(ROOT / "exercises").as_posix() for path in (ROOT / "exercises").glob("*/*.yaml"))
_NO_NETWORK = re.compile(r"No matching distribution|Could not find a version|connection|Temporary failure")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = _pip(*build)
    if done.returncode and _NO_NETWORK.search(done.stderr):
        pytest.skip("no wheel without a network: hatchling, which builds it, could not be fetched")
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    done = _pip("install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_carries_every_exercise(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        carried = [name for name in archive.namelist() if name.startswith("bpcli/exercises/")]
    assert sorted(name.removeprefix("bpcli/exercises/") for name in carried) == EXERCISES


def test_the_wheel_is_named_backprop_tutor_and_gives_the_command_bpcli(wheel: Path) -> None:
    assert wheel.name.startswith("backprop_tutor-")
    with ZipFile(wheel) as archive:
        points = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "bpcli = bpcli.cli.main:main" in archive.read(points).decode()


def test_the_wheel_carries_nothing_but_the_package(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bpcli"}


def test_an_installed_program_lists_its_exercises_from_any_folder(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(_run(installed, tmp_path, "list", "--json"))["exercises"]
    folder = installed / "bpcli" / "exercises"
    assert sorted(Path(one["path"]).relative_to(folder).as_posix() for one in listed) == EXERCISES


def test_an_installed_program_solves_a_shipped_exercise_from_any_folder(installed: Path, tmp_path: Path) -> None:
    assert "∂loss/∂w = −8" in _run(installed, tmp_path, "solve", "linear")


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def _run(installed: Path, folder: Path, *arguments: str) -> str:
    """The output of `python -m bpcli` as installed there; the checkout is not on its path."""
    # What goes before PYTHONPATH would be the folder the program is started in, which is empty here.
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1", "LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-m", "bpcli", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
