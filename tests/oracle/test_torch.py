"""PyTorch as an independent oracle: every shipped exercise, and the conventions at kinks, to 1e-9 in double precision.

The author's formulas are worked out by a small interpreter over their syntax trees, which knows nothing of the
program's own graph, shapes or gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest

from bpcli.core.source import Excerpt
from bpcli.exercise import library
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.loading import load_file, load_text
from bpcli.language.tree import Apply, Constant, Leaf, Name, Number, Tree, fold
from bpcli.tutor.solution import solve

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing independent checks the gradients")


def _matrix_product(a: Any, b: Any) -> Any:
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    left = a.reshape(-1, 1) if a.ndim == 1 else a
    if b.ndim == 1 and left.shape[1] == 1 and b.shape[0] != 1:
        raise ValueError("shapes")
    product = left @ (b.reshape(-1, 1) if b.ndim == 1 else b)
    return (product[:, 0] if len(product) > 1 else product[0, 0]) if b.ndim == 1 else product


def _transpose(a: Any) -> Any:
    return a.reshape(1, -1) if a.ndim == 1 else a.T


def _reduced(name: str) -> Callable[..., Any]:
    def reduced(a: Any, axis: Any = None) -> Any:
        function = getattr(torch, name)
        return function(a) if axis is None else function(a, dim=axis)

    return reduced


def _entropy(z: Any, target: Any) -> Any:
    logits = z.reshape(1, -1) if z.ndim == 1 else z
    one_hot = target.shape == z.shape
    classes = target.reshape(logits.shape) if one_hot else target.detach().reshape(-1).long()
    return torch.nn.functional.cross_entropy(logits, classes)


MEANING: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "dot": _matrix_product,
    "star": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: a ** (b.item() if not b.requires_grad else b),
    "transpose": _transpose,
    "sum": _reduced("sum"),
    "mean": _reduced("mean"),
    "amax": _reduced("amax"),
    "amin": _reduced("amin"),
    "max": torch.maximum,
    "min": torch.minimum,
    "softmax": lambda a: torch.softmax(a, -1),
    "log_softmax": lambda a: torch.log_softmax(a, -1),
    "softplus": lambda a: torch.nn.functional.softplus(a, threshold=1e9),
    "leaky_relu": lambda a, slope=0.01: torch.nn.functional.leaky_relu(a, slope),
    "norm": torch.linalg.vector_norm,
    "mse": lambda a, b: torch.mean((a - b) ** 2),
    "sse": lambda a, b: torch.sum((a - b) ** 2),
    "inner": lambda a, b: torch.sum(a * b),
    "bce": lambda p, t: -torch.mean(t * torch.log(p) + (1 - t) * torch.log(1 - p)),
    "bce_with_logits": torch.nn.functional.binary_cross_entropy_with_logits,
    "cross_entropy": _entropy,
    **{
        name: getattr(torch, name)
        for name in [
            "exp",
            "log",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "tanh",
            "asinh",
            "acosh",
            "atanh",
            "abs",
            "sign",
            "relu",
            "sigmoid",
            "square",
        ]
    },
}


def interpreted(tree: Tree, values: Mapping[str, Any]) -> Any:
    """What a formula means to PyTorch."""

    def leaf(node: Leaf) -> Any:
        if isinstance(node, Name):
            return values[node.name]
        if isinstance(node, Constant):
            return torch.tensor({"pi": torch.pi, "e": torch.e}[node.key], dtype=torch.float64)
        assert isinstance(node, Number)
        return torch.tensor(float(node.value), dtype=torch.float64)

    def apply(node: Apply, args: tuple[Any, ...]) -> Any:
        options = {key: int(v) if v.denominator == 1 and key == "axis" else float(v) for key, v in node.options}
        return MEANING[node.op](*args, **options)

    return fold(tree, leaf, apply)


def _tensor(value: Any) -> Any:
    def plain(nested: Any) -> Any:
        return float(nested) if isinstance(nested, Fraction) else [plain(entry) for entry in nested]

    return torch.tensor(plain(value), dtype=torch.float64, requires_grad=True)


def autograd(exercise: Exercise, output_name: str) -> dict[str, Any]:
    """Value and gradient of every name, as PyTorch has them."""
    values = {name: _tensor(value) for name, value in exercise.values.items()}
    todo = list(exercise.steps)
    while todo:
        step = todo.pop(0)
        try:
            values[step.name] = interpreted(step.tree, values)
        except KeyError:
            todo.append(step)
            continue
        if values[step.name].requires_grad:
            values[step.name].retain_grad()
    output = values[output_name]
    seed = _tensor(exercise.upstream[1]).detach().reshape(output.shape) if exercise.upstream else None
    output.backward(seed if seed is not None else torch.ones_like(output))
    return values


def _agree(exercise: Exercise, expand: bool | None) -> None:
    trace = solve(exercise, expand=expand)
    expected = autograd(exercise, trace.graph.nodes[trace.graph.output].name)
    for name, tensor in expected.items():
        index = trace.graph.index[name]
        assert torch.allclose(_tensor_of(trace.value(index)), tensor, rtol=1e-9, atol=1e-12), name
        gradient = trace.gradient(index)
        if gradient is None:
            assert tensor.grad is None or not tensor.grad.any(), name
        else:
            assert torch.allclose(_tensor_of(gradient), tensor.grad, rtol=1e-9, atol=1e-12), name


def _tensor_of(value: Any) -> Any:
    return torch.tensor(value.astype(float) if hasattr(value, "astype") else float(value), dtype=torch.float64)


@pytest.mark.parametrize("name", [one.name for one in library.shipped()])
@pytest.mark.parametrize("expand", [True, False])
def test_a_shipped_exercise_has_the_gradients_of_pytorch(name: str, expand: bool) -> None:
    path = library.find(name)
    assert path is not None
    _agree(load_file(path), expand)


FORMULAS = [
    "L = relu(x); x=0",
    "L = |x|; x=0",
    "L = leaky_relu(x, slope=0.2); x=0",
    "L = max(a, b); a=2; b=2",
    "L = min(a, b); a=2; b=2",
    "L = sum(relu(x)); x=[0,1,-1]",
    "L = sum(|x|); x=[0,1,-1]",
    "L = sum(max(a, b)); a=[2,1]; b=[2,3]",
    "L = max(x); x=[[3,1],[3,3]]",
    "L = min(x); x=[2,2,2,3]",
    "L = sum(max(X, axis=0)²); X=[[1,2],[3,2]]",
    "L = sum(min(X, axis=1)²); X=[[1,1],[3,2]]",
    "L = sign(x)·x; x=0",
    "L = sum(softmax(X) ⊙ C); X=[[1,2],[3,5]]; C=[[1,0],[2,3]]",
    "L = sum(log_softmax(X) ⊙ C); X=[[1,2],[3,5]]; C=[[1,0],[2,3]]",
    "L = cross_entropy(X, t); X=[[1,2],[3,5]]; t=[1,0]",
    "L = cross_entropy(X, T); X=[[1,2],[3,5]]; T=[[0.5,0.5],[0,1]]",
    "L = cross_entropy(X, T); X=[[1,2],[3,5]]; T=[[0.5,1],[0,3]]",
    "L = bce(p, t); p=[0.2,0.9]; t=[0,1]",
    "L = bce_with_logits(z, t); z=[30,-40,0]; t=[0,1,0.5]",
    "L = norm(X)·norm(v); X=[[1,2],[3,5]]; v=[3,4]",
    "L = mse(Z, Y); Z = X·W + b; X=[[1,2],[3,5],[0,1]]; W=[[1,2],[0,-1]]; b=[1,2]; Y=[[1,0],[0,1],[1,1]]",
    "Z = A + b; L = sum(Z³)/7; A=[[1],[2],[3]]; b=[1,2,3]",
    "L = sum(x·xᵀ ⊙ C); x=[1,2]; C=[[1,2],[3,5]]",
    "L = xᵀ·A·x; A=[[1,2],[3,5]]; x=[1,2]",
    "L = mean(mean(X, axis=0)^2 + k); X=[[1,2],[3,5]]; k=3",
    "h = σ(W·x + b); L = sum(h ⊙ h); W=[[1,2],[3,5]]; x=[0.1,0.2]; b=0.5",
    "L = sum(atan(x) + sinh(x)·softplus(x)) ; x=[[0.5]]",
    "L = x^y; x=1.5; y=2.5",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_has_the_gradients_of_pytorch(text: str) -> None:
    _agree(load_text(Excerpt.of(text)), None)
