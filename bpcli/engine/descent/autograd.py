"""Which operations PyTorch carries out, and in which order, for an operation of ours and for its gradient.

Local gradients are shown as textbooks write them; here the same gradients are spelled as PyTorch's autograd works
them out (its `derivatives.yaml`), because in single precision the order of operations shows in the last digits.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.kernel import compiled_one
from bpcli.engine.rule import Rule
from bpcli.engine.textbook import read_rule
from bpcli.language.tree import RESULT, UPSTREAM, Apply, Constant, Leaf, Number, Slot, Tree, fold, slots, with_inputs

# What comes back to the inputs a and b of an operation with the result y: where that is not G times the local gradient,
# and for the signs, which need nobody to derive them.
_BACK = {
    "add": ("G", "G"),
    "sub": ("G", "−G"),
    "mul": ("G·b", "G·a"),
    "hadamard": ("G·b", "G·a"),
    "neg": ("−G",),
    "div": ("G/b", "−G·((a/b)/b)"),
    "pow": ("G·(b·a^(b − 1))", "G·(y·log(a))"),
    "square": ("G·(2·a)",),
    "sqrt": ("G/(2·y)",),
    "log": ("G/a",),
    "tan": ("G·(1 + y·y)",),
    "tanh": ("G·(1 − y·y)",),
    "sigmoid": ("G·(1 − y)·y",),
    "mse": ("2/count(a)·(a − b)·G", "−(2/count(a)·(a − b)·G)"),
    "sse": ("2·(a − b)·G", "−(2·(a − b)·G)"),
}
_ONE = Number(Fraction(1))
_LOSSES = ("mse", "sse")


def forward_tree(tree: Tree, *, exact: bool = False) -> Tree:
    """The operations behind a formula: a small power is a product, a number divided by x a product with 1/x.

    Parts without an input are worked out in double precision, as Python does before PyTorch sees them, unless `exact`.
    """
    return fold(tree, lambda leaf: _leaf(leaf, exact=exact), lambda node, args: _operation(node, args, exact=exact))


def backward_trees(rule: Rule, *, exact: bool = False) -> tuple[Tree | None, ...]:
    """For each edge what comes back through it, over the inputs, the result and G; None where nothing can."""
    spelled = _spelled(rule)
    trees = spelled if spelled is not None else rule.pulls if rule.shapes is not None else _times_upstream(rule)
    return tuple(tree and forward_tree(tree, exact=exact) for tree in trees)


def seeded(tree: Tree) -> Tree:
    """The tree where 1 comes back: G·x is x."""

    def apply(node: Apply, args: tuple[Tree, ...]) -> Tree:
        if node.op in ("mul", "hadamard") and _ONE in args:
            return args[1] if args[0] == _ONE else args[0]
        return Apply(node.op, args, node.options)

    return fold(tree, lambda leaf: _ONE if leaf == UPSTREAM else leaf, apply)


def _times_upstream(rule: Rule) -> tuple[Tree, ...]:
    return tuple(UPSTREAM if local == _ONE else _signed(local) for local in rule.locals)


def _signed(local: Tree) -> Tree:
    """G times a local gradient; G times −1 is −G."""
    if isinstance(local, Apply) and local.op == "neg":
        return Apply("neg", (UPSTREAM if local.args[0] == _ONE else Apply("mul", (UPSTREAM, local.args[0])),))
    return Apply("mul", (UPSTREAM, local))


def _spelled(rule: Rule) -> tuple[Tree, ...] | None:
    """PyTorch's own spelling of the rules of one operation; None where there is none."""
    tree = rule.tree
    if not isinstance(tree, Apply) or tree.op not in _BACK or (tree.op in _LOSSES and rule.shapes is None):
        return None
    if any(isinstance(argument, Apply) and slots(argument) for argument in tree.args):
        return None  # a whole formula, and no single operation
    if tree.op == "div" and not slots(tree.args[0]):
        # PyTorch turns 3/x into 3·(1/x).
        return (with_inputs(read_rule("−(G·a)·((1/b)·(1/b))"), tree.args),)
    backs = (with_inputs(read_rule(text), tree.args) for text in _BACK[tree.op])
    return tuple(back for back, argument in zip(backs, tree.args, strict=True) if slots(argument))


def _leaf(leaf: Leaf, *, exact: bool) -> Tree:
    return _folded(leaf) if isinstance(leaf, Constant) and not exact else leaf


def _operation(node: Apply, args: tuple[Tree, ...], *, exact: bool) -> Tree:
    again = Apply(node.op, args, node.options)
    if not exact and all(isinstance(argument, Number) for argument in args):
        return _folded(again)
    if node.op == "pow" and isinstance(args[1], Number):
        return _power(again, args[0], args[1].value)
    if node.op == "square":
        return Apply("mul", (args[0], args[0]))
    if node.op == "div" and isinstance(args[0], Number) and args[0] != _ONE and not exact:
        return Apply("mul", (Apply("div", (_ONE, args[1])), args[0]))
    return again


def _power(whole: Apply, base: Tree, exponent: Fraction) -> Tree:
    """Powers that PyTorch works out without a power function; the base may stand several times, as one variable."""
    if -2 <= exponent < 0 and (below := _small_power(base, -exponent)) is not None:
        return Apply("div", (_ONE, below))
    return _small_power(base, exponent) or whole


def _small_power(base: Tree, exponent: Fraction) -> Tree | None:
    if exponent == 1:
        return base
    if exponent == 2:
        return Apply("mul", (base, base))
    if exponent == 3:
        return Apply("mul", (Apply("mul", (base, base)), base))
    return Apply("sqrt", (base,)) if exponent == Fraction(1, 2) else None


@cache
def _folded(tree: Tree) -> Tree:
    """A part without inputs as one number."""
    try:
        return Number(Fraction(compiled_one(tree, 0, Arithmetic.DOUBLE)()))
    except (ValueError, ZeroDivisionError, OverflowError):
        return tree


def placed(tree: Tree, inputs: tuple[int, ...], result: int, upstream: int) -> Tree:
    """The tree over the variables of a program, in the place of the inputs, the result and G."""

    def leaf(node: Leaf) -> Tree:
        if node == RESULT:
            return Slot(result)
        if node == UPSTREAM:
            return Slot(upstream)
        return Slot(inputs[node.index]) if isinstance(node, Slot) else node

    return fold(tree, leaf, lambda node, args: Apply(node.op, args, node.options))
