"""Names that an exercise must have already: where it does not, the message offers the nearest one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from bpcli.core.findings import Faults
from bpcli.core.say import listed
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.telling import finding, shortened
from bpcli.language.names import Scope
from bpcli.language.parser import read_name

UNKNOWN = "BP211"
_MOST_LISTED = 12
_LONGEST = 60  # characters of a name that is looked for


def known_name(excerpt: Excerpt, scope: Scope) -> str:
    """The display spelling of a name the exercise has. Raises Faults that name the nearest one."""
    text = read_name(excerpt)
    found = scope.find(text)
    if found is None:
        raise unknown(text, excerpt.place, scope)
    return found


def leaf_name(excerpt: Excerpt, scope: Scope, leaves: Collection[str], computed: Collection[str]) -> str:
    """The same of a name that can have a value, because no step computes it and some step reads it."""
    name = known_name(excerpt, scope)
    if name in computed:
        raise Faults(finding(UNKNOWN, "not-a-leaf", excerpt.place, name=name))
    if name not in leaves:
        raise unknown(name, excerpt.place, leaves)
    return name


def unknown(text: str, place: Place, names: Iterable[str]) -> Faults:
    """The fault for a name that the exercise does not have; `names` are those it has."""
    known = list(names)
    nearest = next(iter(get_close_matches(text[:_LONGEST], known, 1)), None)
    choices = listed(known, _MOST_LISTED)
    what = "unknown-name-near" if nearest else "unknown-name"
    return Faults(finding(UNKNOWN, what, place, name=shortened(text), nearest=nearest, choices=choices))
