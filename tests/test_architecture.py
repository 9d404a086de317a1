"""How the house is built, held against its source: documentation, sizes, what is never run, and what is said.

The direction of imports is held by import-linter (`lint-imports`, contracts in `pyproject.toml`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from bpcli.cli import commands
from bpcli.cli.commands.solve import View
from bpcli.cli.exit_codes import ExitCode
from bpcli.cli.keys import Key
from bpcli.core.findings import Severity
from bpcli.engine.graph import Kind
from bpcli.engine.oracles import Oracle, Unused
from bpcli.exercise.keys import KEYS, Takes
from bpcli.tutor.aims import Wanted
from bpcli.tutor.grading.judgement import Verdict
from bpcli.tutor.grading.numbers import Fit
from bpcli.tutor.mistakes.table import MISTAKES
from bpcli.tutor.words import EXPLAINED

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "bpcli"
TEXTS = PACKAGE / "core" / "texts"
MODULES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
CODE = {name: tree for name, tree in MODULES.items() if not name.startswith("bpcli/core/texts/")}

FUNCTION_LINES = 45
FILE_LINES = 400

# The engine runs a syntax tree that it has built itself, out of names of its own; text is never compiled.
MAY_EXEC = {"bpcli/engine/kernel.py"}
RUNS_TEXT = {"eval", "exec", "sympify", "parse_expr", "lambdify", "__import__"}
RUNS_DATA = {"pickle", "marshal", "shelve", "dill"}

# Of a text, these are found by the name of the text they belong to.
PARTS_OF_TEXTS = ("-help", "-label", "-bare", "-here", "-near")
_MARKED = ("question", "answer", "verdict", "credit", "message")
_CLASS = ("student", "exercise", "score", "not-right", "count", "mistake", "right", "others", "day", "then", "now")
# Keys that are put together when the program runs, each from a closed set.
_ERRORS, _WARNINGS = ("", "error", "errors"), ("", "warning", "warnings")
_COUNTED = ["-".join(filter(None, (error, warning))) for error in _ERRORS for warning in _WARNINGS]
PUT_TOGETHER = {
    *(f"check.{what or 'fine'}{files}" for what in _COUNTED for files in ("", "-alone")),
    *(f"check.column-{name}" for name in ("code", "severity", "headline")),
    *(f"checks.{what}-many" for what in ("hidden", "confused")),
    *(f"cli.{module.name}" for module in iter_modules(commands.__path__)),
    *("cli.exit-" + code.name.lower().replace("_", "-") for code in ExitCode),
    *(f"cli.list-column-{name}" for name in ("topic", "name", "level", "title")),
    *(f"cli.no-{view}" for view in View if view is not View.TABLES),
    *(f"tutor.note-{word.replace('_', '-')}" for word in EXPLAINED),
    *(f"tutor.{heading}" for heading in ("given", "started")),
    *(f"exercise.key-{key.name}" for key in KEYS),
    *(f"exercise.key-{key.name}-{inner.name}" for key in KEYS for inner in key.keys),
    *(f"exercise.wrong-{takes}" for takes in Takes if takes is not Takes.TABLE),
    *(f"language.unknown-{what}" for what in ("name", "function")),
    *(f"engine.oracle-{oracle}" for oracle in Oracle),
    *(f"engine.unused-{reason}" for reason in Unused),
    *(f"grade.verdict-{verdict}" for verdict in Verdict),
    *(f"grade.column-{name}" for name in (*_MARKED, *_CLASS)),
    *(
        f"grading.{habit}{part}"
        for habit in ("prime", "comparison", "numbers", "gradient-inside")
        for part in ("", "-help")
    ),
    *(f"grading.{said}-{wanted}" for said in ("wrong", "example", "gap") for wanted in Wanted),
    *(f"grading.entry-{wanted}" for wanted in Wanted if wanted is not Wanted.LOCAL),
    *(f"grading.digits-{fit.name.lower()}" for fit in (Fit.SHORT, Fit.SHARED)),
    *(f"render.{severity}" for severity in Severity),
    *(f"quiz.key-{key}" for key in Key),
    *(f"slips.{row.id}" for row in MISTAKES),
    *(f"render.{kind}" for kind in Kind if kind is not Kind.STEP),
}


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def texts() -> dict[str, str]:
    """Every English sentence by its key."""
    rooms = [module.name for module in iter_modules([str(TEXTS / "en")])]
    return {f"{room}.{name}": text for room in rooms for name, text in _room(room).items()}


def _room(room: str) -> dict[str, str]:
    found: dict[str, str] = import_module(f"bpcli.core.texts.en.{room}").TEXTS
    return found


def strings(tree: ast.AST) -> Iterator[str]:
    """Every string that stands in a syntax tree, the constant parts of f-strings among them."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


# Documentation


@pytest.mark.parametrize("module", MODULES)
def test_every_module_opens_with_a_docstring(module: str) -> None:
    assert ast.get_docstring(MODULES[module])


@pytest.mark.parametrize("module", [name for name in MODULES if name.endswith("__init__.py")])
def test_a_package_holds_a_docstring_and_passes_nothing_on(module: str) -> None:
    _, *rest = MODULES[module].body
    if module == "bpcli/__init__.py":
        assert [ast.unparse(node).partition(" = ")[0] for node in rest] == ["__version__"]
    else:
        assert rest == []


@pytest.mark.parametrize("module", MODULES)
def test_no_function_and_no_file_is_long(module: str) -> None:
    functions = [node for node in ast.walk(MODULES[module]) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - _start(module, node) >= FUNCTION_LINES] == []
    assert (ROOT / module).read_text("utf-8").count("\n") <= FILE_LINES


def _start(module: str, function: ast.FunctionDef) -> int:
    """Where a function begins; that of a command behind its parameters, which are its options, a line or three each."""
    is_command = module.startswith("bpcli/cli/commands/") and function.name == "command"
    return function.body[0].lineno if is_command else function.lineno


@pytest.mark.parametrize("folder", ["bpcli", "docs", "exercises", ".ci"])
def test_no_file_names_a_folder_of_one_machine(folder: str) -> None:
    machine = re.compile(r"(?<![\w.])/(?:tmp|work|home|root|Users|mnt)/|[A-Z]:\\")
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert [path.name for path in files if machine.search(path.read_text("utf-8"))] == []


# What strangers send is never run


@pytest.mark.parametrize("module", MODULES)
def test_no_text_is_run(module: str) -> None:
    allowed = {"exec"} if module in MAY_EXEC else set()
    called = {name for name, _ in calls(MODULES[module])}
    assert called & RUNS_TEXT <= allowed


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_unpickled(module: str) -> None:
    imported = set()
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module.split(".")[0]}
    assert not imported & RUNS_DATA


def test_only_the_command_line_prints_exits_and_reads_the_environment() -> None:
    found = []
    for module, tree in MODULES.items():
        if module.startswith("bpcli/cli/"):
            continue
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if names & {"environ", "getenv", "stdout", "stderr", "stdin"} or words & {"print", "input", "exit"}:
            found.append(module)
    assert found == []


# What the program says


def test_every_sentence_that_is_said_is_in_the_catalogue() -> None:
    said = {
        call.args[0].value
        for tree in CODE.values()
        for name, call in calls(tree)
        if name == "say" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert sorted((said | PUT_TOGETHER) - texts().keys()) == []


def test_every_sentence_of_the_catalogue_is_said() -> None:
    """A sentence is said by its key, by its name in a message's own function, or by a key that is put together."""
    named = {string for tree in CODE.values() for string in strings(tree)}
    assert [key for key in texts() if not _is_said(key, named)] == []


def _is_said(key: str, named: set[str]) -> bool:
    if key in PUT_TOGETHER or key in named:
        return True
    name = key.partition(".")[2]
    if name in named:
        return True
    return any(key.endswith(part) and _is_said(key.removesuffix(part), named) for part in PARTS_OF_TEXTS)


def test_a_sentence_is_said_with_the_fields_it_has() -> None:
    """Fields are looked at where a sentence is said by its whole key and with named fields only."""
    wrong = []
    for module, tree in CODE.items():
        for name, call in calls(tree):
            if name != "say" or not call.args or not isinstance(call.args[0], ast.Constant):
                continue
            given = {keyword.arg for keyword in call.keywords}
            wanted = set(re.findall(r"\{(\w+)\}", texts()[call.args[0].value]))
            if None not in given and given != wanted:
                wrong.append((module, call.args[0].value, given ^ wanted))
    assert wrong == []
