r"""A derivation as a LaTeX document that compiles as it is, with packages that every TeX has.

What a person wrote is escaped; signs and names in it become mathematics, so that the usual fonts have them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bpcli.core.say import say
from bpcli.core.visible import visible
from bpcli.language import latex
from bpcli.ops.signs import SUBSCRIPTS, SUPERSCRIPTS
from bpcli.render.derivation import Blanks, Paragraph, Part, Steps, Title, left_of, lines_of, parts_of, row_of
from bpcli.render.look import Look
from bpcli.render.solved import Solved

_PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
\fi
\usepackage{amsmath,amssymb}
\usepackage[margin=20mm]{geometry}
"""
_CJK_PREAMBLE = "\\usepackage[scheme=plain]{ctex}\n"
_SETTINGS = r"""\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\jot}{6pt}
\setcounter{MaxMatrixCols}{40}
\allowdisplaybreaks
\newcommand{\step}[1]{\text{\textcircled{\raisebox{0.5pt}{\fontsize{7}{7}\selectfont #1}}}}
"""
LARGEST_CIRCLED = 99

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}"}
_SPECIAL |= {">": r"\textgreater{}", "|": r"\textbar{}"} | {c: f"\\{c}" for c in "#$%&_{}"}
_SIGNS = {
    "−": "-", "·": r"\cdot ", "×": r"\times ", "∂": r"\partial ", "⊙": r"\odot ", "√": r"\surd ", "→": r"\to ",
    "≠": r"\neq ", "≤": r"\leq ", "≥": r"\geq ", "≈": r"\approx ", "∞": r"\infty ", "÷": r"\div ", "∑": r"\sum ",
    "±": r"\pm ", "½": r"\tfrac12 ", "ᵀ": r"{}^{\top}",
}  # fmt: skip
_RAISED = "".join(SUPERSCRIPTS).replace("⁽", "").replace("⁾", "") + "ᵀ"
_WORD = re.compile(
    rf"(?P<name>[^\W\d_{_RAISED}{''.join(SUBSCRIPTS)}][\u0300-\u036f\u20d7]*(?:[^\W_{_RAISED}]|[\u0300-\u036f\u20d7])*(?:⁽[^⁾]*⁾)?)"
    rf"(?P<power>[{_RAISED}]*)|(?P<other>.)",
    re.DOTALL,
)


def document(solved: Sequence[Solved], look: Look, *, worksheet: bool = False) -> str:
    """All exercises in one document, each on a page of its own."""
    body = "\n\n\\clearpage\n\n".join(_page(parts_of(one, look, blanks=worksheet)) for one in solved)
    wide = any(map(_is_cjk, body))
    comment = say("export.compile-cjk") if wide else say("export.compile")
    preamble = _PREAMBLE + (_CJK_PREAMBLE if wide or any(map(_is_cjk, comment)) else "") + _SETTINGS
    return f"% {comment}\n{preamble}\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


def _page(parts: Sequence[Part]) -> str:
    return "\n\n".join(line for part in parts for line in _written(part))


def _written(part: Part) -> Iterator[str]:
    if isinstance(part, Title):
        yield rf"\{'section' if part.level == 1 else 'subsection'}*{{{prose(part.text)}}}"
    elif isinstance(part, Paragraph):
        yield rf"{{\small {prose(part.text)}\par}}" if part.note else prose(part.text)
    elif isinstance(part, Steps):
        yield _aligned(part)
    else:
        yield _table(part)


def _aligned(part: Steps) -> str:
    """Steps below each other, their first = signs in one line."""
    rows = []
    left = left_of(part.steps)
    for step in part.steps:
        mark = _mark(step.number) if step.number else ""
        for number, sides in enumerate(lines_of(step.sides, left)):
            rows.append(row_of(mark, sides, first=number == 0))
        rows += [rf"&&& \quad {line}" if step.sides else f"& {line}" for line in step.under]
    body = " \\\\\n".join(rows)
    kind = "alignat*" if part.steps[0].sides else "align*"
    return f"\\begin{{{kind}}}{'{2}' if kind == 'alignat*' else ''}\n{body}\n\\end{{{kind}}}"


def _mark(number: int) -> str:
    return rf"\step{{{number}}}" if number <= LARGEST_CIRCLED else rf"\text{{({number})}}"


def _table(part: Blanks) -> str:
    """Cells that are high enough to write into."""
    *headings, last = part.headings
    heads = " & ".join([*map(prose, headings), f"${last}$"])
    lines = [r"\begin{tabular}{|l|p{0.3\linewidth}|p{0.3\linewidth}|}", r"\hline", heads + r"\rule[-8pt]{0pt}{22pt} \\"]
    for row in part.rows:
        cells = (f"${cell}$" if cell and cell != "-" else cell.replace("-", "--") for cell in row)
        lines.append(rf"\hline {' & '.join(cells)}\rule[-9pt]{{0pt}}{{26pt}} \\")
    return "\n".join([*lines, r"\hline", r"\end{tabular}"])


def prose(text: str) -> str:
    """Words, with nothing in them that TeX would obey, and names and signs as mathematics."""
    return "".join(_set(match) for match in _WORD.finditer(visible(unicodedata.normalize("NFC", text))))


def _set(match: re.Match[str]) -> str:
    name, power, other = match["name"], match["power"], match["other"]
    if other is not None:
        if other in _SIGNS:
            return f"${_SIGNS[other]}$"
        if other in SUPERSCRIPTS:
            return f"${{}}^{{{SUPERSCRIPTS[other]}}}$"
        return _SPECIAL.get(other, other)
    if not power and not _is_mathematical(name):
        return str(name)
    plain = rf"\mathrm{{{name}}}" if len(name) > 1 and name.isascii() else latex.name(name)
    raised = "".join(r"\top " if c == "ᵀ" else SUPERSCRIPTS[c] for c in power)
    return f"${{{plain}}}^{{{raised}}}$" if raised else f"${plain}$"


def _is_mathematical(name: str) -> bool:
    """Whether a word is a name such as `ŷ`, `w₁`, `σ` or `H⁽¹⁾`."""
    if any(c in SUBSCRIPTS or c == "⁽" or "Ͱ" <= c <= "Ͽ" for c in name):
        return True
    letters = unicodedata.normalize("NFD", name)
    return len(letters) > 1 and not letters[1:].strip("".join(map(chr, range(0x300, 0x370)))) and not name.isascii()


def _is_cjk(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
