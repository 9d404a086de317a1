"""Names that an exercise must have already: where it does not, the message offers the nearest one."""

from __future__ import annotations

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.telling import finding, shortened
from bpcli.language.names import Scope
from bpcli.language.parser import read_name

UNKNOWN = "BP211"
_MOST_LISTED = 12


def known_name(excerpt: Excerpt, scope: Scope) -> str:
    """The display spelling of a name the exercise has. Raises Faults that name the nearest one."""
    text = read_name(excerpt)
    found = scope.find(text)
    if found is None:
        raise unknown(text, excerpt.place, scope)
    return found


def unknown(text: str, place: Place, scope: Scope) -> Faults:
    """The fault for a name that the exercise does not have."""
    nearest = scope.nearest(text)
    names = list(scope)
    choices = ", ".join([*names[:_MOST_LISTED], "…"] if len(names) > _MOST_LISTED else names)
    what = "unknown-name-near" if nearest else "unknown-name"
    return Faults(finding(UNKNOWN, what, place, name=shortened(text), nearest=nearest, choices=choices))
