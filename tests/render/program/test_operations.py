"""Every operation has its PyTorch spelling, and each means there what it means here."""

from __future__ import annotations

import ast

from bpcli.language.tree import Apply, subtrees
from bpcli.ops.table import FUNCTION_NAMES, OPERATIONS
from bpcli.render.program.operations import SPELLINGS
from bpcli.tutor.solution import solve
from tests.render.program.conftest import read, script

# A formula for every operation on numbers and on arrays, and for each that depends on shapes one for each case.
FORMULAS = [
    *(
        f"L = {name}(x)·x, x=0.3"
        for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")
    ),
    *(f"L = sum({name}(x) ⊙ x), x=[0.3, -2]" for name in ("asinh", "abs", "sign", "step", "sigmoid", "relu", "square")),
    "L = acosh(x)·atanh(y), x=1.5, y=0.5",
    "L = softplus(x)·softplus(y), x=-3, y=20.3",
    "L = −(x + 2)·3 − (−(x·y))^2, x=2, y=3",
    "L = sum(leaky_relu(x) ⊙ leaky_relu(x, slope=0.2)), x=[-2, 3]",
    "L = −x² − (−x)^3 − (x − (x − 1))·2/(x/3), x=2",
    "L = x^y·2^x·2^10, x=1.5, y=2.5",
    "L = max(x, 2)·min(1, x)·max(2, 1), x=3",
    "L = max(a, b)·min(a, b), a=2, b=2",
    "L = |x|·x + relu(x), x=0",
    "L = exp(2)·x + √2 + π·e, x=3",
    "k = exp(2) + 1, L = k·x, x=3",
    "a = 3·x, b = a, L = b·a, x=2",
    "L = x·x, x=3",
    "L = mse(a, b), a=[1, 2], b=[0, 4]",
    "L = mse(a, b), a=[1, 2], b=1",
    "L = sse(a, b), a=[1, 2], b=[0, 4]",
    "L = sse(a, b), a=[1, 2], b=1",
    "L = bce(a, b), a=[0.1, 0.9], b=[0, 1]",
    "L = bce(a, b), a=[0.1, 0.9], b=0.3",
    "L = bce_with_logits(a, b), a=[30, -40, 0], b=[0, 1, 0.5]",
    "L = bce_with_logits(a, b), a=[3, -4], b=0.5",
    "L = dot(a, b), a=[1, 2], b=[3, 4]",
    "L = norm(X)·norm(v), X=[[1, 2], [3, 5]], v=[3, 4]",
    "L = sum(softmax(X) ⊙ C), X=[[1, 2], [3, 5]], C=[[1, 0], [2, 3]]",
    "L = sum(log_softmax(X) ⊙ C), X=[[1, 2], [3, 5]], C=[[1, 0], [2, 3]]",
    "L = cross_entropy(X, t), X=[[1, 2], [3, 5]], t=[1, 0]",
    "L = cross_entropy(z, t), z=[1, 2, 3], t=1",
    "L = cross_entropy(X, T), X=[[1, 2], [3, 5]], T=[[0.5, 1], [0, 3]]",
    "L = sum(X)·mean(X)·max(X)·min(X), X=[[3, 1], [3, 1]]",
    "L = sum(sum(X, axis=0)²) + mean(mean(X, axis=1)³), X=[[1, 2], [3, 5]]",
    "L = sum(max(X, axis=0)²)·sum(min(X, axis=1)²), X=[[1, 2], [3, 2]]",
    "L = sum(X·W + b)², X=[[1, 2], [3, 5], [0, 1]], W=[[1, 2], [0, -1]], b=[1, 2]",
    "L = sum(x·xᵀ ⊙ C), x=[1, 2], C=[[1, 2], [3, 5]]",
    "L = xᵀ·A·x, A=[[1, 2], [3, 5]], x=[1, 2]",
    "L = sum(Aᵀ·x), A=[[1, 2], [3, 5]], x=[1, 2]",
    "L = sum(x·y)², x=[5, 6], y=[2]",
    "L = x·y, x=[5], y=[2]",
    "L = sum((A + b) ⊙ A)/7, A=[[1], [2], [3]], b=[1, 2, 3]",
]


def test_every_operation_that_a_formula_can_have_is_spelled():
    callable_ones = {key for key, row in OPERATIONS.items() if not row.names or set(row.names) & FUNCTION_NAMES}
    assert set(SPELLINGS) == callable_ones


def test_every_spelling_is_tried_below():
    trees = [node.rule.tree for text in FORMULAS for node in solve(read(text)).graph.nodes if node.rule]
    tried = {part.op for tree in trees for part in subtrees(tree) if isinstance(part, Apply)}
    assert set(SPELLINGS) - tried == set()


def test_every_operation_has_the_values_and_gradients_that_pytorch_finds(outputs):
    scripts = {f"{text} {expand}": script(text, expand=expand) for text in FORMULAS for expand in (True, False)}
    said = outputs(scripts)
    assert {text: out for text, out in said.items() if "All numbers of the tables agree" not in out} == {}


def test_a_power_of_numbers_is_never_left_to_python():
    assert "torch.tensor(9.0) ** (torch.tensor(9.0) ** (-9))" in script("L = x·9^9^−9, x=1")
    for node in ast.walk(ast.parse(script("L = (1 + 1)^10·x, x=1"))):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            assert isinstance(node.left, ast.Call)
