"""How PyTorch spells each operation of `bpcli.ops`: a row each. An operation that is added there needs a row here.

`spelled(tree, inputs, shapes)` is the Python expression for a formula of the program: `w * x ** 2`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from bpcli.core.numerals import Shape
from bpcli.language.tree import Apply, Constant, Leaf, Number, Slot, Tree, fold
from bpcli.ops.signs import ATOM, POWER, PREFIX, PRODUCT, SUM
from bpcli.ops.table import OPERATIONS

_FUNCTIONAL = "torch.nn.functional"
_LARGEST_INTEGER = 2**53  # up to here, a whole number is written without a point


class Piece(NamedTuple):
    """A part of an expression.

    binding: how tightly it holds together, one of SUM … ATOM.
    tensor: whether PyTorch works it out; else Python does, with numbers alone.
    size: how many operations are in it.
    """

    text: str
    binding: int = ATOM
    tensor: bool = True
    size: int = 0

    def within(self, least: int) -> str:
        """The text for a place that needs what holds together at least so tightly."""
        return self.text if self.binding >= least else f"({self.text})"


class Spelling(NamedTuple):
    """A row.

    text: with {0} and {1} for the operands and {options} for the options of the call.
    binding: of the whole. operands: how tightly each must hold together, as between brackets by default.
    tensors: how many operands, from the first on, have to be tensors: PyTorch's functions refuse plain numbers.
    """

    text: str
    binding: int = ATOM
    operands: tuple[int, int] = (SUM, SUM)
    tensors: int = 2


_Chosen: TypeAlias = "Callable[[Sequence[Shape]], Spelling]"


def _infix(sign: str, binding: int) -> Spelling:
    return Spelling(f"{{0}} {sign} {{1}}", binding, (binding, binding + 1), tensors=0)


def _function(name: str, arguments: int = 1) -> Spelling:
    operands = ", ".join(f"{{{number}}}" for number in range(arguments))
    return Spelling(f"{name}({operands}{{options}})")


def _matmul(shapes: Sequence[Shape]) -> Spelling:
    """A flat list is a column; PyTorch takes one on the left for a row. A row times a column is a number."""
    left, right = shapes
    product = Spelling("{0} @ {1}", PRODUCT, (PRODUCT, PREFIX))
    if len(left) == 1:
        product = Spelling("{0}.reshape(-1, 1) @ {1}", PRODUCT, (ATOM, PREFIX))
    if len(right) == 1 and OPERATIONS["matmul"].shape(tuple(shapes), {}) == ():
        return Spelling(f"({product.text})[0]", ATOM, product.operands)
    return product


def _transpose(shapes: Sequence[Shape]) -> Spelling:
    return Spelling("{0}.T" if len(shapes[0]) == 2 else "{0}.reshape(1, -1)", ATOM, (ATOM, ATOM))


def _of_two(text: str) -> Spelling:
    """Two operands in the midst of a formula."""
    return Spelling(text, ATOM, (ATOM, ATOM))


def _loss(equal: Spelling, other: Spelling) -> _Chosen:
    """PyTorch's own loss where both shapes are equal, as it wants them; else the formula, which broadcasts."""
    return lambda shapes: equal if shapes[0] == shapes[1] else other


SPELLINGS: dict[str, Spelling | _Chosen] = {
    "add": _infix("+", SUM),
    "sub": _infix("-", SUM),
    "mul": _infix("*", PRODUCT),
    "hadamard": _infix("*", PRODUCT),
    "div": _infix("/", PRODUCT),
    "neg": Spelling("-{0}", PREFIX, (POWER, POWER), tensors=0),
    # A base that is a plain number becomes a tensor: Python would work 9 ** 9 ** 9 out as a whole number.
    "pow": Spelling("{0} ** {1}", POWER, (ATOM, ATOM), tensors=1),
    "matmul": _matmul,
    "transpose": _transpose,
    **{
        name: _function(f"torch.{name}")
        for name in (
            "exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
            "acosh", "atanh", "abs", "sign", "sigmoid", "relu", "square", "sum", "mean", "amax", "amin",
        )
    },
    # Not heaviside, which has no gradient in PyTorch.
    "step": Spelling("torch.relu(torch.sign({0}))"),
    "leaky_relu": _function(f"{_FUNCTIONAL}.leaky_relu"),
    # Above its threshold PyTorch's softplus is the identity; above 40 that is so in double precision too.
    "softplus": Spelling(f"{_FUNCTIONAL}.softplus({{0}}, threshold=40)"),
    "max": _function("torch.maximum", 2),
    "min": _function("torch.minimum", 2),
    "mse": _loss(_function(f"{_FUNCTIONAL}.mse_loss", 2), _of_two("torch.mean(({0} - {1}) ** 2)")),
    "sse": _loss(
        Spelling(f'{_FUNCTIONAL}.mse_loss({{0}}, {{1}}, reduction="sum")'), _of_two("torch.sum(({0} - {1}) ** 2)")
    ),
    "inner": Spelling("torch.sum({0} * {1})", ATOM, (PRODUCT, PREFIX)),
    "bce": _loss(
        _function(f"{_FUNCTIONAL}.binary_cross_entropy", 2),
        _of_two("-torch.mean({1} * torch.log({0}) + (1 - {1}) * torch.log(1 - {0}))")._replace(binding=PREFIX),
    ),
    "bce_with_logits": _loss(
        _function(f"{_FUNCTIONAL}.binary_cross_entropy_with_logits", 2),
        _of_two(f"torch.mean({_FUNCTIONAL}.softplus({{0}}, threshold=40) - {{0}} * {{1}})"),
    ),
    "norm": _function("torch.linalg.vector_norm"),
    "softmax": Spelling("torch.softmax({0}, dim=-1)"),
    "log_softmax": Spelling("torch.log_softmax({0}, dim=-1)"),
    "cross_entropy": _function(f"{_FUNCTIONAL}.cross_entropy", 2),
    "class_entropy": Spelling(f"{_FUNCTIONAL}.cross_entropy({{0}}, {{1}}.long())", ATOM, (SUM, ATOM)),
}  # fmt: skip

_OPTIONS = {"axis": ", dim={}", "slope": ", negative_slope={}"}
_CONSTANTS = {"pi": "torch.pi", "e": "torch.e"}


def spelled(tree: Tree, inputs: Sequence[Piece], shapes: Sequence[Shape]) -> Piece:
    """The expression for a formula over slots; `inputs` and `shapes` are those of the slots."""

    def leaf(node: Leaf) -> tuple[Piece, Shape]:
        if isinstance(node, Slot):
            return inputs[node.index], shapes[node.index]
        if isinstance(node, Constant):
            return Piece(_CONSTANTS[node.key], tensor=False), ()
        if isinstance(node, Number):
            return number(node.value), ()
        raise TypeError(node.name)  # the rules of a graph are over slots

    def apply(node: Apply, args: tuple[tuple[Piece, Shape], ...]) -> tuple[Piece, Shape]:
        found = tuple(shape for _, shape in args)
        piece = _applied(node, [piece for piece, _ in args], found)
        return piece, OPERATIONS[node.op].shape(found, dict(node.options))

    return fold(tree, leaf, apply)[0]


def _applied(node: Apply, args: Sequence[Piece], shapes: Sequence[Shape]) -> Piece:
    row = SPELLINGS[node.op]
    spelling = row if isinstance(row, Spelling) else row(shapes)
    needed = spelling.tensors
    operands = [tensor(arg) if at < needed else arg for at, arg in enumerate(args)]
    texts = [operand.within(least) for operand, least in zip(operands, spelling.operands, strict=False)]
    options = "".join(_OPTIONS[name].format(number(value).text) for name, value in node.options)
    text = spelling.text.format(*texts, options=options)
    size = 1 + sum(operand.size for operand in operands)
    return Piece(text, spelling.binding, any(operand.tensor for operand in operands), size)


def tensor(piece: Piece) -> Piece:
    """The piece as a tensor, which a plain number is not; PyTorch's default type is that of the script."""
    if piece.tensor:
        return piece
    text = piece.text
    if piece.size:
        text = f"float({text})"  # a tensor of whole numbers has no gradient
    elif text.lstrip("-").isdigit():
        text = f"{text}.0"
    return Piece(f"torch.tensor({text})", size=piece.size)


def number(value: Fraction) -> Piece:
    """A number as Python writes it: `2`, `0.1`."""
    whole = value.denominator == 1 and abs(value) < _LARGEST_INTEGER
    text = str(value.numerator) if whole else repr(float(value))
    return Piece(text, PREFIX if value < 0 else ATOM, tensor=False)
