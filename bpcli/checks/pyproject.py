"""Read `[tool.bpcli]` of a `pyproject.toml`: `settings_for(path)` is what holds for a file or a folder.

The table is that of the nearest `pyproject.toml` above, one without such a table being passed by. What is wrong
with it raises Faults, with a place in that file: the command line is at fault then, no exercise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from bpcli.checks.settings import BAD_SETTING, DEFAULT, OFF, Settings, is_selector
from bpcli.core.findings import Faults, Finding, Severity
from bpcli.core.say import say
from bpcli.core.source import Place, Source
from bpcli.exercise.reading import read_file

FILE = "pyproject.toml"
_TABLE = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*bpcli[ \t]*[\].]", re.MULTILINE)
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")
_SHOWN = 40


def settings_for(path: Path) -> Settings:
    """The settings of the nearest table above a file or a folder. Raises Faults, and Unreadable."""
    return _settings_in(path.absolute().parent)


@cache
def _settings_in(folder: Path) -> Settings:
    file = folder / FILE
    if file.is_file():
        source = read_file(file)
        if (table := _table(source)) is not None:
            return read_settings(table, source, folder)
    return DEFAULT if folder.parent == folder else _settings_in(folder.parent)


def _table(source: Source) -> Any:
    """What stands under `tool.bpcli`; None where nothing does."""
    import tomllib  # noqa: PLC0415  (3 ms that only a pyproject.toml needs)

    if "bpcli" not in source.text:
        return None
    try:
        document = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise Faults(_not_toml(source, str(error))) from None
    except RecursionError:
        raise Faults(_not_toml(source, "nested too deeply")) from None
    tool = document.get("tool")
    return tool.get("bpcli") if isinstance(tool, Mapping) else None


def _not_toml(source: Source, problem: str) -> Finding:
    found = _POSITION.search(problem)
    offset = len(source.text)
    if found:
        lines = source.text.splitlines(keepends=True)[: int(found[1]) - 1]
        offset = sum(map(len, lines)) + int(found[2]) - 1
    said = _POSITION.sub("", problem).strip()
    place = Place(source, offset, offset + 1)
    return Finding(BAD_SETTING, say("checks.settings-toml", problem=said), place, help=say("checks.settings-toml-help"))


def read_settings(table: Any, source: Source, root: Path) -> Settings:
    """The settings in a table. Raises Faults with everything that is wrong with it."""
    reader = _Reader(source)
    if not isinstance(table, Mapping):
        reader.fault("settings-table", "bpcli")
        raise Faults(reader.findings)
    taken: dict[str, Callable[[str, Any], Any]] = {
        "select": reader.codes,
        "ignore": reader.codes,
        "strict": reader.truth,
        "severity": reader.severities,
        "exclude": reader.globs,
    }
    fields: dict[str, Any] = {"root": root}
    for key, value in table.items():
        if key in taken:
            fields[key] = taken[key](key, value)
            continue
        near = get_close_matches(key[:_SHOWN], list(taken), 1)
        what = "settings-key-near" if near else "settings-key"
        reader.fault(what, key, near="".join(near), choices=", ".join(taken))
    if reader.findings:
        raise Faults(reader.findings)
    return Settings(**fields)


class _Reader:
    """Reads the values of a table, and notes what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []

    def fault(self, what: str, key: str, at: str | None = None, **fields: object) -> None:
        """Note a fault at a key, or at the text `at` behind it."""
        said = {"key": key[:_SHOWN], **fields}
        message, help_text = say(f"checks.{what}", **said), ""
        if what not in {"settings-truth", "settings-table"}:
            help_text = say(f"checks.{what}-help", **said)
        self.findings.append(Finding(BAD_SETTING, message, self._place(key, at), help=help_text))

    def codes(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of codes or their beginnings."""
        if not _is_texts(value):
            self.fault("settings-codes", key)
            return ()
        for code in value:
            self._check_code(key, code)
        return tuple(value)

    def globs(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of texts."""
        if _is_texts(value):
            return tuple(value)
        self.fault("settings-globs", key)
        return ()

    def truth(self, key: str, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.fault("settings-truth", key)
        return bool(value)

    def severities(self, key: str, value: Any) -> dict[str, Severity | None]:
        """A severity for each of some codes."""
        if not isinstance(value, Mapping):
            self.fault("settings-severities", key)
            return {}
        found: dict[str, Severity | None] = {}
        for code, text in value.items():
            self._check_code(key, code)
            if text == OFF or text in list(Severity):
                found[code] = None if text == OFF else Severity(text)
            else:
                self.fault("settings-severity", key, code, code=code[:_SHOWN], found=str(text)[:_SHOWN])
        return found

    def _check_code(self, key: str, code: str) -> None:
        if not is_selector(code):
            message = say("checks.unknown-code", code=code[:_SHOWN])
            self.findings.append(Finding(BAD_SETTING, message, self._place(key, code), help=say("checks.code-help")))

    def _place(self, key: str, at: str | None = None) -> Place:
        """Where a key of the table stands, or a text behind it; TOML readers keep no places."""
        table = _TABLE.search(self.source.text)
        start = table.start() if table else 0
        for text in (key, *([at] if at else [])):
            found = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])").search(self.source.text, start)
            if found is None:
                break
            start, end = found.span()
        else:
            return Place(self.source, start, end)
        return Place(self.source, start, start + 1)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
