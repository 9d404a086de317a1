"""The signs of formulas: which characters mean each of them, how tightly it binds, and how it prints.

The lexer and the parser read these rows and so does the printer: to add a sign, or another character for
one, change this table and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

SUM, PRODUCT, PREFIX, ROOT, POWER, POSTFIX, ATOM = range(1, 8)  # how tightly a formula holds together, loosest first


@dataclass(frozen=True, slots=True)
class Sign:
    """One row.

    op: the operation in the syntax tree.
    characters: every spelling that is read as this sign; none for an operation that is only printed.
    binding: one of SUM … POSTFIX.
    unicode, ascii: how it prints.
    to_the_right: `2^3^2` is 2^(3^2).
    """

    op: str
    characters: tuple[str, ...]
    binding: int
    unicode: str
    ascii: str
    to_the_right: bool = False


# `dot`, `star` and `cross` are what is written; once the shapes are known they become one of the three below.
_INFIX = (
    Sign("add", ("+", "﹢"), SUM, " + ", " + "),
    Sign("sub", ("-", "−", "‐", "‑", "‒", "–", "—", "﹣"), SUM, " − ", " - "),
    Sign("dot", ("·", "∙", "⋅", "•", "@"), PRODUCT, "·", "@"),
    Sign("star", ("*", "⊙", "∗", "∘"), PRODUCT, "*", "*"),
    Sign("cross", ("×", "⨯"), PRODUCT, "×", "*"),
    Sign("div", ("/", "÷", "∕", "⁄"), PRODUCT, "/", "/"),
    Sign("pow", ("^", "**"), POWER, "^", "^", to_the_right=True),
    Sign("mul", (), PRODUCT, "·", "*"),
    Sign("matmul", (), PRODUCT, "·", "@"),
    Sign("hadamard", (), PRODUCT, "⊙", "*"),
)
_PREFIX = (Sign("neg", (), PREFIX, "−", "-"), Sign("sqrt", ("√",), ROOT, "√", "sqrt"))
_POSTFIX = (Sign("transpose", ("ᵀ", "⊤"), POSTFIX, "ᵀ", ".T"),)
_AROUND = (Sign("abs", ("|", "∣"), ATOM, "|", "|"),)

INFIX = {sign.op: sign for sign in _INFIX}
SIGNS = {sign.op: sign for sign in (*_INFIX, *_PREFIX, *_POSTFIX, *_AROUND)}
# Folding full-width forms to ASCII happens before this table is asked.
OP_OF = {character: sign.op for sign in SIGNS.values() for character in sign.characters}

# Superscripts stand for the characters they show; ᵀ is a sign of its own. Letters without a superscript are missing.
SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-()abcdefghijklmnoprstuvwxyz", strict=True)
)
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥᵦᵧᵨᵩᵪ", "0123456789aeoxhklmnpstijruvβγρφχ", strict=True))
