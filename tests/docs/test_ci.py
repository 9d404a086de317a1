"""What the documents tell CI servers to do, tried on files of our own: the workflows and the problem matcher."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "checking.md"
BAD = ROOT / "tests" / "exercises" / "bad"
WORKFLOW = "# .github/workflows/exercises.yaml\n"
RIGHT = """\
title: Linear model
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 6, w: 2, y: 5}
expect: {loss: 49, dloss/dw: 84}
"""


def yaml_blocks(document: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", document.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def workflow(document: Path) -> dict[str, Any]:
    (block,) = (block for block in yaml_blocks(document) if block.startswith(WORKFLOW))
    return yaml.load(block, yaml.BaseLoader)  # noqa: S506 - makes texts only, `on` among them


def commands() -> list[str]:
    """Every command with `bpcli check` that a document tells a CI server to run."""
    texts = [block for document in (ROOT / "README.md", GUIDE) for block in yaml_blocks(document)]
    return re.findall(r"^ *- (?:run: )?(?:\.venv/bin/)?(bpcli check .*)$", "\n".join(texts), re.MULTILINE)


def run(command: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    assert program == "bpcli"
    kept = {name: value for name, value in os.environ.items() if name not in {"LANGUAGE", "FORCE_COLOR"}}
    return subprocess.run(
        [sys.executable, "-P", "-m", "bpcli", *arguments],
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of exercises, one of them with a wrong answer in it."""
    folder = tmp_path / "exercises" / "01-linear"
    folder.mkdir(parents=True)
    (folder / "01-right.yaml").write_text(RIGHT, "utf-8")
    (folder / "02-wrong.yaml").write_text(RIGHT.replace("84", "42"), "utf-8")
    return tmp_path


@pytest.mark.parametrize("document", [ROOT / "README.md", GUIDE], ids=lambda path: path.name)
def test_a_workflow_checks_out_installs_and_checks(document: Path) -> None:
    whole = workflow(document)
    (job,) = whole["jobs"].values()
    assert "pull_request" in whole["on"]
    assert set(job) >= {"runs-on", "steps"}
    assert job["steps"][0]["uses"].startswith("actions/checkout@")
    *_, install, check = (step["run"] for step in job["steps"] if "run" in step)
    assert "pip install" in install
    assert "bpcli check exercises/" in check


def test_there_is_a_command_for_each_kind_of_report() -> None:
    formats = {re.sub(r".*--format (\w+).*|.*", r"\1", command) for command in commands()}
    assert formats == {"", "concise", "junit", "sarif"}


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_a_command_of_a_workflow_fails_for_a_fault_and_passes_without(command: str, repository: Path) -> None:
    done = run(command, repository, GITHUB_ACTIONS="true")
    assert done.returncode == 1, done.stdout + done.stderr
    report = next(repository.glob("*.*"), None)
    said = report.read_text("utf-8") if report else done.stdout
    assert "42, computed 84" in said
    (repository / "exercises" / "01-linear" / "02-wrong.yaml").unlink()
    assert run(command, repository, GITHUB_ACTIONS="true").returncode == 0


def test_the_workflow_of_the_readme_annotates_the_line(repository: Path) -> None:
    (job,) = workflow(ROOT / "README.md")["jobs"].values()
    command = job["steps"][-1]["run"].removeprefix(".venv/bin/")
    first, *_ = run(command, repository, GITHUB_ACTIONS="true").stdout.splitlines()
    assert first.startswith("::error file=exercises/01-linear/02-wrong.yaml,line=5,col=30,endLine=5,endColumn=32,")


def test_the_problem_matcher_reads_every_line_that_tells_a_finding() -> None:
    (matcher,) = json.loads((ROOT / "docs" / "problem-matcher.json").read_text("utf-8"))["problemMatcher"]
    (pattern,) = matcher["pattern"]
    command = f"bpcli check {BAD.name} --format"
    *lines, summary = run(f"{command} concise", BAD.parent, LANGUAGE="en").stdout.splitlines()
    findings = json.loads(run(f"{command} json", BAD.parent).stdout)["findings"]
    assert re.match(pattern["regexp"], summary) is None
    assert len(lines) == len(findings) > 80
    for line, finding in zip(lines, findings, strict=True):
        found = re.match(pattern["regexp"], line)
        assert found is not None, line
        read = {name: found[group] for name, group in pattern.items() if name != "regexp"}
        told = {"file": "path", "line": "line", "column": "column", "severity": "severity", "code": "code"}
        assert {name: read[name] for name in told} == {name: str(finding[key]) for name, key in told.items()}
        assert read["message"].startswith(finding["message"])
