"""What is looked for, and how bad it is: options of the command line over `[tool.bpcli]` of a `pyproject.toml`.

    [tool.bpcli]
    select = ["BP2", "BP3"]          # only these, and what makes an exercise unusable; default: all
    ignore = ["BP305"]               # not these; the longer prefix wins over a shorter one in select
    strict = true                    # warnings are errors, and exercises are looked at more closely
    severity = {BP301 = "error"}     # off, warning or error, for a code or for codes that begin so
    exclude = ["drafts/*"]           # files that are not checked, from the folder of the pyproject.toml

`bpcli.checks.pyproject.settings_for(path)` finds the table that holds for a file; `settings.with_options(
select=["BP2"], strict=True)` is what a command line makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path

from bpcli.checks.rules import codes
from bpcli.core.findings import Faults, Finding, Severity
from bpcli.core.say import say
from bpcli.core.source import Excerpt

OFF = "off"
BAD_SETTING = "BP112"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is looked for, and how bad it is.

    select, ignore: codes or their beginnings; an empty `select` is all.
    severity: what a code, or codes that begin so, are to be; None for not looked for.
    root: the folder that the globs of `exclude` start from.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    root: Path | None = None

    def with_options(
        self, *, select: Iterable[str] = (), ignore: Iterable[str] = (), strict: bool | None = None
    ) -> Settings:
        """The settings under options of the command line, which win. Raises Faults for a code nobody knows."""
        chosen, left = tuple(map(_option, select)), tuple(map(_option, ignore))
        return replace(
            self,
            select=chosen or self.select,
            ignore=(*self.ignore, *left),
            strict=self.strict if strict is None else strict,
        )

    def severity_of(self, code: str, usual: Severity) -> Severity | None:
        """How bad a finding is here; None where it is not to be reported."""
        severity = Severity.ERROR if self.strict else usual
        if not (self.select or self.ignore or self.severity):  # as for nearly all files
            return severity
        if not self._is_selected(code):
            return None
        stated = _longest(self.severity, code)
        return self.severity[stated] if stated else severity

    def looks_for(self, code: str, *, strict: bool) -> bool:
        """Whether a rule is run; `strict` ones only under --strict, or where they are asked for by their whole code."""
        if self.severity_of(code, Severity.WARNING) is None:
            return False
        return not strict or self.strict or code in self.select or code in self.severity

    def excludes(self, path: Path) -> bool:
        """Whether a file is left out."""
        if self.root is None or not self.exclude:
            return False
        try:
            inside = path.absolute().relative_to(self.root).as_posix()
        except ValueError:
            return False
        folders = [inside, *(parent.as_posix() for parent in Path(inside).parents if parent != Path())]
        return any(fnmatch(name, glob.rstrip("/")) for name in folders for glob in self.exclude)

    def _is_selected(self, code: str) -> bool:
        chosen, left = _longest(self.select, code), _longest(self.ignore, code)
        if self.select and not chosen:
            return False
        return not left or len(chosen) > len(left)


DEFAULT = Settings()


def is_selector(text: str) -> bool:
    """Whether a text is a code, or the beginning of one: `BP204`, `BP2`, `BP`."""
    return text.startswith("BP") and any(code.startswith(text) for code in codes())


def _longest(selectors: Iterable[str], code: str) -> str:
    return max((one for one in selectors if code.startswith(one)), key=len, default="")


def _option(text: str) -> str:
    code = text.strip().upper()
    if not is_selector(code):
        place = Excerpt.of(text, say("checks.command-line")).place
        raise Faults(Finding(BAD_SETTING, say("checks.unknown-code", code=text), place, help=say("checks.code-help")))
    return code
