"""The many ways to type one name: `w₁`, `w_1` and `w1`; `ŷ`, `yhat` and `y_hat`; `ω` and `omega`.

`plain(text)` is equal for spellings that are always the same name; `accented(plain(text))` also reads
`hat`, `bar` and `tilde` as accents; `ascii_name(text)` is the spelling for a terminal without Unicode.
Names come here folded by `bpcli.language.characters`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bpcli.ops.signs import SUBSCRIPTS, SUPERSCRIPTS

# One letter, or a letter's name: their capitals follow by rule.
_SMALL = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
GREEK = _SMALL | {word.capitalize(): letter.upper() for word, letter in _SMALL.items()}
_WORD_OF = {letter: word for word, letter in GREEK.items()}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_ACCENT_WORD = {mark: word for word, mark in _ACCENTS.items()}

# Other forms of one letter, and of the prime; word processors turn ' into ’.
_VARIANTS = str.maketrans({**dict(zip("ϕϵϑϰϱµ’′", "φεθκρμ''", strict=True)), "″": "''", "‴": "'''", "\u0305": "\u0304"})
_SUBSCRIPT = re.compile(f"_?([{''.join(SUBSCRIPTS)}]+)")
_SUPERSCRIPT = re.compile("⁽([^⁾]*)⁾")
_GREEK_WORD = re.compile(rf"({'|'.join(GREEK)})(?![^\W\d_])")
_LAST_UNDERSCORE = re.compile(r"(?<=[^\d_])_(?=[0-9]+'*$)")
_ACCENT = re.compile(rf"({'|'.join(GREEK)}|[^\W\d_])_?(hat|bar|tilde)(?![^\W\d_])")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """What all spellings of a name have in common, accents spelled as words apart.

    Subscripts become `_1`, a bracketed superscript `__1`, Greek words letters; then one `_` before the final
    digits goes, unless a digit stands before it (`w_1_2` is not `w12`).
    """
    text = unicodedata.normalize("NFC", text).translate(_VARIANTS)
    if not text.isascii():
        text = _SUPERSCRIPT.sub(lambda match: "__" + "".join(SUPERSCRIPTS.get(c, c) for c in match[1]), text)
        text = _SUBSCRIPT.sub(lambda match: "_" + "".join(SUBSCRIPTS[c] for c in match[1]), text)
    if word := _GREEK_WORD.match(text):
        text = GREEK[word[1]] + text[word.end() :]
    return _LAST_UNDERSCORE.sub("", text)


@lru_cache(maxsize=4096)
def accented(text: str) -> str:
    """A plain spelling with `hat`, `bar` or `tilde` after its one letter put on that letter."""
    match = _ACCENT.match(text)
    if match is None:
        return text
    letter = GREEK.get(match[1], match[1])
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[2]]) + text[match.end() :]


@lru_cache(maxsize=4096)
def ascii_name(name: str) -> str:
    """The ASCII spelling of a name: `yhat` for `ŷ`, `w1` for `w₁`, `omega` for `ω`, `u91cdu307f` for `重み`.

    It reads back as the same name. Two names can share one; `Scope.key` tells them apart.
    """
    return name if name.isascii() else "".join(map(_ascii_letter, plain(name)))


def _ascii_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if known := _WORD_OF.get(letter) or _ACCENT_WORD.get(letter):
        return known
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if marks and all(mark in _ACCENT_WORD for mark in marks):
        return _ascii_letter(base) + "".join(_ACCENT_WORD[mark] for mark in marks)
    return f"u{ord(letter):04x}"
