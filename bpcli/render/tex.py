r"""Mathematics of a report as LaTeX: `Tex(trace, look).write(math)` is `\frac{\partial L}{\partial w} = -8`.

Only macros that GitHub's and Jupyter's mathematics know as well are used, and no `\operatorname`, which GitHub forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from bpcli.core.numerals import Value
from bpcli.core.visible import visible
from bpcli.engine.trace import Trace
from bpcli.language import latex
from bpcli.language.latex import Piece, bracketed
from bpcli.language.tree import Phrase
from bpcli.ops.signs import ATOM, PRODUCT, SUM
from bpcli.render.look import Look
from bpcli.render.mathematics import SMALL_ARRAY, shown
from bpcli.report.blocks import Equation, Math, Partial, Product, Quantity, Sum, Symbol, Total, Words

BLANK = r"\underline{\qquad\quad}"  # to be filled in
_SPECIAL = {"\\": r"\backslash ", "~": r"\sim "} | {c: f"\\{c}" for c in "#$%&_{}"}


class Tex:
    """Writes the mathematics of one trace; the look tells digits and whether large arrays are written in full."""

    def __init__(self, trace: Trace, look: Look) -> None:
        self.look = look
        self.nodes = trace.graph.nodes
        self._names = self._spelled()
        self._writers: dict[type, Callable[[Any], Piece]] = {
            Quantity: lambda math: self.value(math.value),
            Symbol: lambda math: self.name(math.name),
            Partial: lambda math: Piece(self.partial(math.of, math.wrt)),
            Phrase: self._phrase,
            Product: lambda math: self._joined(math.factors, r" \cdot ", PRODUCT),
            Sum: lambda math: self._joined(math.terms, " + ", SUM),
            Total: lambda math: Piece(rf"\sum {bracketed(self.piece(math.of), PRODUCT)}", PRODUCT),
            Equation: lambda math: Piece(" = ".join(self.sides(math)), SUM),
            Words: lambda math: Piece("G" if math.text == "G" else words(math.text)),
        }

    def write(self, math: Math) -> str:
        """Any mathematics of a report."""
        return self.piece(math).text

    def piece(self, math: Math) -> Piece:
        """The same with how tightly it holds together."""
        return self._writers[type(math)](math)

    def sides(self, math: Math) -> list[str]:
        """The sides of an equation, also of equations in it; of anything else the one side it is."""
        if not isinstance(math, Equation):
            return [self.write(math)]
        return [text for side in math.sides for text in self.sides(side)]

    def name(self, name: str) -> Piece:
        """The name of a node; an unnamed node's is its formula."""
        return self._names.get(name) or Piece(latex.name(name))

    def partial(self, of: str, wrt: str) -> str:
        """∂of/∂wrt."""
        above, below = (bracketed(self.name(end), ATOM) for end in (of, wrt))
        return rf"\frac{{\partial {above}}}{{\partial {below}}}"

    def value(self, value: Value) -> Piece:
        """A number, or an array in square brackets where it is small, else its shape."""
        if isinstance(value, Fraction | float | int):
            return latex.numeral(shown(value, self.look.digits, "-"))
        if value.size > SMALL_ARRAY and not self.look.values:
            sizes = value.shape if value.ndim > 1 else (*value.shape, 1)
            return Piece(r"\text{[}" + r" \times ".join(map(str, sizes)) + r"\text{]}")
        # A flat list is a column.
        rows = [row if isinstance(row, list) else [row] for row in value.tolist()]
        lines = [" & ".join(self.value(entry).text for entry in row) for row in rows]
        return Piece(r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}")

    def _spelled(self) -> dict[str, Piece]:
        """The formulas that are the names of unnamed nodes."""
        pieces = [Piece(latex.name(node.name)) for node in self.nodes]
        for index, node in enumerate(self.nodes):
            if node.rule is not None and not node.named:
                pieces[index] = latex.latex(node.rule.tree, [pieces[source] for source in node.inputs])
        return {node.name: piece for node, piece in zip(self.nodes, pieces, strict=True)}

    def _phrase(self, phrase: Phrase) -> Piece:
        fillings = [self.name(part) if isinstance(part, str) else self.value(part) for part in phrase.fillings]
        return latex.latex(phrase.tree, fillings)

    def _joined(self, parts: Iterable[Math], sign: str, binding: int) -> Piece:
        pieces = [self.piece(part) for part in parts]
        texts = [bracketed(piece, binding, leads=number == 0) for number, piece in enumerate(pieces)]
        return Piece(sign.join(texts), binding, pieces[0].negative and pieces[0].binding >= binding)


def words(text: str) -> str:
    """Text in the middle of mathematics."""
    return rf"\text{{{''.join(_SPECIAL.get(c, c) for c in visible(text))}}}"
