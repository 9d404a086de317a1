"""Exercise files made up in large numbers, all of them valid: `shared(1000)`, `different(1000)`.

`shared` files have one of ten structures and numbers of their own, as the exercises of a course have; of `different`
files no two have the same structure. Each states its loss, worked out here and not by the program.
"""

# ruff: noqa: E501, S311  - sample formulas stay on their lines, and the numbers are drawn with a seed on purpose
from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

SEED = 20_240_117


class Structure(NamedTuple):
    """The steps of an exercise, and its loss as a function of its givens."""

    model: tuple[str, ...]
    loss: tuple[str, ...]
    givens: str
    value: Callable[..., float]


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


STRUCTURES = (
    Structure(("ŷ = w·x",), ("r = ŷ − y", "loss = r²"), "x w y", lambda x, w, y: (w * x - y) ** 2),
    Structure(("ŷ = w·x + b",), ("loss = (ŷ − y)²",), "x w b y", lambda x, w, b, y: (w * x + b - y) ** 2),
    Structure(("z = w·x", "ŷ = z + b"), ("loss = 1/2(ŷ − y)²",), "x w b y", lambda x, w, b, y: (w * x + b - y) ** 2 / 2),
    Structure(("z = w·x + b", "ŷ = σ(z/100)"), ("loss = (ŷ − y)²",), "x w b y",
              lambda x, w, b, y: (_sigmoid((w * x + b) / 100) - y) ** 2),
    Structure(("z = w·x + b", "ŷ = relu(z)"), ("loss = (ŷ − y)²",), "x w b y", lambda x, w, b, y: (max(w * x + b, 0) - y) ** 2),
    Structure(("z = w·x", "ŷ = tanh(z/100)"), ("r = ŷ − y", "loss = r²"), "x w y",
              lambda x, w, y: (math.tanh(w * x / 100) - y) ** 2),
    Structure(("u = w₁·x²", "v = w₂·x", "ŷ = u + v + b"), ("loss = (ŷ − y)²",), "x w₁ w₂ b y",
              lambda x, w, v, b, y: (w * x * x + v * x + b - y) ** 2),
    Structure(("h = w₁·x", "ŷ = w₂·h"), ("r = ŷ − y", "loss = r²"), "x w₁ w₂ y", lambda x, w, v, y: (v * w * x - y) ** 2),
    Structure(("s = w₁·x₁ + w₂·x₂",), ("loss = (s − y)²",), "x₁ x₂ w₁ w₂ y",
              lambda x, z, w, v, y: (w * x + v * z - y) ** 2),
    Structure(("ŷ = w·x/(x + b)",), ("loss = (ŷ − y)²",), "x w b y", lambda x, w, b, y: (w * x / (x + b) - y) ** 2),
)  # fmt: skip


def shared(count: int) -> Iterator[str]:
    """Files that take the ten structures in turn."""
    random = Random(SEED)
    for number in range(count):
        structure = STRUCTURES[number % len(STRUCTURES)]
        names = structure.givens.split()
        values = [random.randint(2, 30) for _ in names]
        yield _text(number, structure, dict(zip(names, values, strict=True)), structure.value(*values))


def different(count: int) -> Iterator[str]:
    """Files whose prediction is a sum of powers in two steps, with other exponents and factors in each."""
    random = Random(SEED)
    for number in range(count):
        first, second, third = 2 + number % 10, 2 + number // 10 % 10, 2 + number // 100
        model = (f"u = {first}w·x + x^{second}/{third}", f"ŷ = u/{second} + {third}b·u²/{10 * first + 1}")
        x, w, b, y = (random.randint(2, 9) for _ in range(4))
        u = first * w * x + x**second / third
        value = (u / second + third * b * u * u / (10 * first + 1) - y) ** 2
        structure = Structure(model, ("loss = (ŷ − y)²",), "x w b y", lambda: 0.0)
        yield _text(number, structure, {"x": x, "w": w, "b": b, "y": y}, value)


def _text(number: int, structure: Structure, givens: dict[str, int], loss: float) -> str:
    lines = [f"title: Exercise {number}", "level: 2", "tags: [generated]"]
    for key, steps in (("model", structure.model), ("loss", structure.loss)):
        lines += [f"{key}:", *(f"  - {step}" for step in steps)]
    lines.append(f"given: {{{', '.join(f'{name}: {value}' for name, value in givens.items())}}}")
    return "\n".join((*lines, f"expect: {{loss: {loss:.10g}}}", ""))
