"""Read formulas: `parse_formula(Excerpt.of("2x·w + b"), scope)` is a syntax tree.

Powers bind tightest and to the right, then minus, then products and
quotients from left to right (a product may be written without a sign), then sums. `√` reaches as far as
a minus does: √x² is √(x²) and √2x is (√2)·x. `sin²(x)` is refused, because sin⁻¹ has two meanings.
`½` is the quotient 1/2, `-2` is `neg` of 2.

Every fault is a `Faults` with one finding that points into the excerpt.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpcli.core.source import Excerpt, Place
from bpcli.language.faults import NAME, SYNTAX, fault
from bpcli.language.grammar import Grammar
from bpcli.language.lexer import tokens
from bpcli.language.names import RESERVED, Scope
from bpcli.language.parts import sides, trimmed
from bpcli.language.tokens import Kind
from bpcli.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Step:
    """`name = formula`; a bare formula has no name. `excerpt` is the formula, `place` that of the name."""

    name: str
    tree: Tree
    excerpt: Excerpt
    place: Place | None


def parse_formula(excerpt: Excerpt, scope: Scope) -> Tree:
    """The syntax tree of a formula."""
    return Grammar(excerpt, scope).formula()


def parse_step(excerpt: Excerpt, scope: Scope) -> Step:
    """A step: `z = w·x + b`, or a bare formula."""
    left, right = sides(excerpt)
    if left is None:
        return Step("", parse_formula(excerpt, scope), excerpt, None)
    name = read_name(left)
    if not right.text.strip():
        raise fault(SYNTAX, "step-empty", excerpt, (len(excerpt.text), len(excerpt.text) + 1), name=name)
    spelling = scope.spell(name)
    formula = trimmed(right)
    return Step(spelling, parse_formula(formula, scope), formula, left.place)


def read_name(excerpt: Excerpt) -> str:
    """The one name an excerpt holds, as typed. Faults where it is not a name, or a reserved one."""
    if not excerpt.text.strip():
        raise fault(SYNTAX, "left-side-missing", excerpt, (0, 1), "left-side-help")
    token, *rest = tokens(excerpt)
    if token.kind is not Kind.NAME or rest[0].kind is not Kind.END:
        raise fault(SYNTAX, "left-side", excerpt, (0, len(excerpt.text)))
    if token.text.casefold() in RESERVED:
        raise fault(NAME, "reserved", excerpt, token.span, name=token.text)
    return token.text


def parse_definition(head: Excerpt, body: Excerpt, scope: Scope) -> None:
    """Define a function of the exercise's own: `swish(a)` and `a·σ(a)`. Its body knows its parameters only."""
    name, *rest = tokens(head)
    inside = rest[1:-2]
    names, commas = inside[::2], inside[1::2]
    brackets = "".join(token.text for token in (*rest[:1], *rest[-2:-1]))
    kinds = {token.kind for token in (name, *names)} | {Kind.NAME}, {token.kind for token in commas} | {Kind.COMMA}
    if brackets != "()" or kinds != ({Kind.NAME}, {Kind.COMMA}) or len(names) != len(commas) + 1:
        raise fault(SYNTAX, "definition", head, (0, len(head.text)))
    parameters = tuple(token.text for token in names)
    for index, token in enumerate(names):
        if token.text.casefold() in RESERVED:
            raise fault(NAME, "reserved", head, token.span, name=token.text)
        if token.text in parameters[:index]:
            raise fault(NAME, "parameter-twice", head, token.span, name=token.text)
    scope.define(name.text, parameters, parse_formula(body, scope.inner(*parameters)))
