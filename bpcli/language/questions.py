"""Read what is asked for: `loss`, `∂loss/∂w`, `dL/dw`, `d loss / d w`, `grad w`.

Which node `L` means, and whether a gradient is total or local, is settled by who knows the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bpcli.core.source import Excerpt
from bpcli.language.characters import shows_nothing
from bpcli.language.lexer import checked_text, tokens
from bpcli.language.names import Scope
from bpcli.language.parts import trimmed

_PARTIAL = ("d", "∂")
_GRAD = "grad"


class Asked(StrEnum):
    """A value, or a gradient."""

    VALUE = "value"
    GRADIENT = "gradient"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for, as far as the text says it.

    kind: a value or a gradient.
    of: the node it is about, or of which the gradient is: its display name where it is known, else as typed;
        None for `grad w`.
    wrt: of a gradient, the display name of what it is taken with respect to; None where that is not known.
    wrt_text: the same as typed; "" for a value.
    """

    kind: Asked
    of: str | None
    wrt: str | None = None
    wrt_text: str = ""


def parse_question(excerpt: Excerpt, scope: Scope) -> Question:
    """What a text such as `dloss/dw` asks for. Faults: BP203 and BP205; unknown names are none here."""
    text = checked_text(excerpt)
    if any(map(shows_nothing, text.strip())):
        tokens(excerpt)  # points at the invisible character
    text = trimmed(Excerpt.of(text)).text
    if scope.find(text) is None:
        if gradient := _fraction(text):
            of, wrt = gradient
            return Question(Asked.GRADIENT, scope.find(of) or of, scope.find(wrt), wrt)
        if wrt := _grad(text):
            return Question(Asked.GRADIENT, None, scope.find(wrt), wrt)
    return Question(Asked.VALUE, scope.find(text) or text)


def _fraction(text: str) -> tuple[str, str] | None:
    """`∂of/∂wrt`: the two names, without the brackets that a sub-formula stands in."""
    above, slash, below = text.rpartition("/")
    names = [_after_d(above), _after_d(below)]
    if not slash or not all(names):
        above, slash, below = text.partition("/")
        names = [_after_d(above), _after_d(below)]
    return (names[0], names[1]) if slash and all(names) else None


def _after_d(text: str) -> str:
    text = text.strip()
    return _bare(text[1:].strip()) if text.startswith(_PARTIAL) else ""


def _grad(text: str) -> str:
    rest = text.removeprefix(_GRAD)
    return _bare(rest.strip()) if rest != text and rest[:1] in (" ", "(") else ""


def _bare(text: str) -> str:
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text
