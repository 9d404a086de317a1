"""A gradient as one formula over the names of the graph: `2·r · x`, the chain rule with every factor put in."""

from __future__ import annotations

from fractions import Fraction

from bpcli.engine.trace import Trace
from bpcli.language.tree import Number
from bpcli.report.blocks import Math, Product, Quantity, Sum

_MOST_FACTORS = 24  # more of them say nothing to a reader

_Factors = tuple[Math, ...]


def gradient_formula(trace: Trace, node: int) -> Math | None:
    """The total gradient of a node; None where it would be long, where there are arrays, or where there is none."""
    seed = trace.gradient(trace.graph.output)
    if trace.gradient(node) is None or seed is None or trace.graph.nodes[trace.graph.output].shape:
        return None
    found: dict[int, _Factors] = {trace.graph.output: () if seed == 1 else (Quantity(seed),)}
    for index in range(trace.graph.output - 1, node - 1, -1):
        if trace.gradient(index) is not None and index not in found:
            factors = _gradient(trace, index, found)
            if factors is not None:
                found[index] = factors
    return _product(found[node]) if node in found else None


def _gradient(trace: Trace, node: int, found: dict[int, _Factors]) -> _Factors | None:
    paths: list[_Factors] = []
    for edge in trace.edges_back(node):
        if edge.consumer not in found or trace.local_value(edge) is None:
            return None
        local = trace.local_formula(edge)
        is_one = isinstance(local.tree, Number) and local.tree.value == 1
        paths.append((*found[edge.consumer], *(() if is_one else (local,))))
    if sum(_count(factors) for factors in paths) > _MOST_FACTORS:
        return None
    return paths[0] if len(paths) == 1 else (Sum(tuple(map(_product, paths))),)


def _product(factors: _Factors) -> Math:
    if not factors:
        return Quantity(Fraction(1))
    return factors[0] if len(factors) == 1 else Product(factors)


def _count(factors: _Factors) -> int:
    """How many factors there are, those inside sums included. As deep as a formula of so few factors can be."""
    found = 0
    for factor in factors:
        if isinstance(factor, Sum):
            found += sum(_count(term.factors if isinstance(term, Product) else (term,)) for term in factor.terms)
        else:
            found += 1
    return found
