"""Hints for a question, made from the graph: `ladder(problem, item, languages)`, a rung a hint.

First what the author of the exercise says. Then which node it is about, which rule holds there, the local gradient as a
formula, the numbers put in, and last the worked step. No rung before the last one gives the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from bpcli.core.say import listed, say
from bpcli.engine.graph import Edge
from bpcli.engine.trace import Trace
from bpcli.language.tree import UPSTREAM, Apply, Number, Phrase, Slot
from bpcli.report.blocks import (
    Block,
    Equation,
    Formula,
    Math,
    Partial,
    Product,
    Prose,
    Quantity,
    Row,
    Sum,
    Symbol,
    Total,
    Words,
)
from bpcli.tutor.aims import Aim, NotNeighbours, Wanted, aim, edges_of, truth
from bpcli.tutor.asking import FORMULA, Item
from bpcli.tutor.backward_rows import BackwardRows
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.naming import numerator
from bpcli.tutor.quiz.in_general import gradient_formula

Rung: TypeAlias = "tuple[Block, ...]"

# The operation at the root of a step, and the sentence about its derivative.
_RULES = {
    **dict.fromkeys(("add", "sub", "neg"), "quiz.rule-sum"),
    **dict.fromkeys(("mul", "hadamard"), "quiz.rule-product"),
    **dict.fromkeys(("pow", "square", "sqrt"), "quiz.rule-power"),
    **dict.fromkeys(("max", "min"), "quiz.rule-extreme"),
    "div": "quiz.rule-quotient",
    "exp": "quiz.rule-exp",
    "log": "quiz.rule-log",
    "sigmoid": "quiz.rule-sigmoid",
    "tanh": "quiz.rule-tanh",
    "relu": "quiz.rule-relu",
    "abs": "quiz.rule-abs",
}
_MOST_PATHS = 8  # that a hint writes out


def ladder(problem: Problem, item: Item, languages: Sequence[str] = ()) -> tuple[Rung, ...]:
    """The rungs, the last of which is the answer with the way to it."""
    rungs = _RUNGS[item.aim.wanted](problem.trace, item)
    return (*_authors(problem, item.aim, languages), *rungs)


def solution(problem: Problem, item: Item) -> Rung:
    """The worked step alone."""
    return _RUNGS[item.aim.wanted](problem.trace, item)[-1]


def _authors(problem: Problem, asked: Aim, languages: Sequence[str]) -> Iterator[Rung]:
    for hint in problem.exercise.hints:
        try:
            meant = aim(problem.trace, hint.question)
        except (NotNeighbours, KeyError):
            continue
        if meant == asked:
            yield from ((Prose(text.spoken_in(languages)),) for text in hint.texts)


# A value


def _value(trace: Trace, item: Item) -> list[Rung]:
    index = item.aim.node
    node = trace.graph.nodes[index]
    symbol, value = Symbol(node.name), Quantity(trace.value(index))
    if node.rule is None:
        return [_line(symbol, value)]
    formula, numbers = trace.formula(index), trace.formula_with_numbers(index)
    names = dict.fromkeys(trace.graph.nodes[source].name for source in node.inputs)
    rungs: list[Rung] = [(Prose(say("quiz.from", node=node.name, names=listed(names))),)]
    if item.form == FORMULA:
        return [*rungs, _line(symbol, formula)]
    if _is_bare(numbers):
        return [*rungs, _line(symbol, formula, value)]
    return [*rungs, _line(symbol, formula), _line(symbol, numbers), _line(symbol, formula, numbers, value)]


# A local gradient


def _local(trace: Trace, item: Item) -> list[Rung]:
    node, consumer = item.aim.node, item.aim.consumer or 0
    nodes, edges = trace.graph.nodes, edges_of(trace, item.aim)
    partial = Partial(nodes[consumer].name, nodes[node].name)
    formula = _sum([trace.local_formula(edge) for edge in edges])
    numbers = _sum([trace.local_with_numbers(edge) for edge in edges])
    found = truth(trace, item.aim)
    value = Quantity(Fraction(0) if found is None else found)
    rungs = [_alone(trace, consumer, node), _rule(trace, consumer)]
    if item.form == FORMULA:
        return [*rungs, _line(partial, formula)]
    if not any(trace.is_formula(edge) for edge in edges):
        return [*rungs, _line(partial, value)]
    rungs.append(_line(partial, formula))
    if not _is_bare(numbers):
        rungs.append(_line(partial, numbers))
    return [*rungs, _line(*_different(partial, formula, numbers, value))]


def _alone(trace: Trace, consumer: int, node: int) -> Rung:
    nodes = trace.graph.nodes
    return (Prose(say("quiz.alone", node=nodes[consumer].name, source=nodes[node].name)),)


def _rule(trace: Trace, node: int) -> Rung:
    """The formula of a node, and the rule that differentiates it."""
    name = trace.graph.nodes[node].name
    return (Formula(Equation((Symbol(name), trace.formula(node)))), Prose(say(_rule_key(trace, node), node=name)))


def _rule_key(trace: Trace, node: int) -> str:
    rule = trace.graph.nodes[node].rule
    tree = rule.tree if rule is not None else None
    if not isinstance(tree, Apply) or (tree.op == "mul" and any(isinstance(arg, Number) for arg in tree.args)):
        return "quiz.rule-other"
    return _RULES.get(tree.op, "quiz.rule-other")


# The gradient of the output


def _total(trace: Trace, item: Item) -> list[Rung]:
    index = item.aim.node
    gradient, name, top = trace.gradient(index), trace.graph.nodes[index].name, numerator(trace)
    partial = Partial(top, name)
    if gradient is None:
        return [(Prose(say("quiz.not-reached", source=name, node=top)), *_line(partial, Quantity(Fraction(0))))]
    if index == trace.graph.output:
        key = "quiz.given" if trace.upstream_given else "quiz.itself"
        return [(Prose(say(key, node=name)),), _line(partial, Quantity(gradient))]
    edges = trace.edges_back(index)
    rungs = [_way(trace, index, edges), *_towards(trace, item, edges)]
    return [*rungs, _worked(trace, item, partial)]


def _way(trace: Trace, index: int, edges: Sequence[Edge]) -> Rung:
    """Which nodes the gradient comes back from."""
    nodes = trace.graph.nodes
    consumers = [nodes[consumer].name for consumer in _by_consumer(edges)]
    names = listed(consumers, _MOST_PATHS)
    if len(consumers) == 1:
        return (Prose(say("quiz.one-way", source=nodes[index].name, node=names)),)
    return (Prose(say("quiz.several-ways", source=nodes[index].name, nodes=names, count=len(consumers))),)


def _towards(trace: Trace, item: Item, edges: Sequence[Edge]) -> Iterator[Rung]:
    """Rule, local gradients and numbers; what would be the answer itself is left for the last rung."""
    node = item.aim.node
    grouped = list(_by_consumer(edges).values())[:_MOST_PATHS]
    if all(_is_next(trace, edge) for edge in edges):
        yield _rule(trace, trace.graph.output)
    else:
        yield (Formula(_chain(trace, node, edges)),)
    if any(trace.local_value(edge) is None for edge in edges):
        yield tuple(line for ways in grouped for line in _back(trace, node, ways, with_value=False))
        if not all(trace.local_formula(edge).tree == UPSTREAM for edge in edges):
            yield tuple(line for ways in grouped for line in _back(trace, node, ways, with_value=True)[-1:])
        return
    if not (item.form == FORMULA and _is_whole_answer(trace, edges)):
        known = tuple(_local_line(trace, node, ways) for ways in grouped if any(map(trace.is_formula, ways)))
        if known:
            yield known
    numbers = _sum([_with_numbers(trace, node, ways) for ways in grouped])
    if item.form != FORMULA and not _is_bare(numbers):
        yield _line(Partial(numerator(trace), trace.graph.nodes[node].name), numbers)


def _by_consumer(edges: Sequence[Edge]) -> dict[int, list[Edge]]:
    """The edges into each consumer: both of x·x are one way."""
    found: dict[int, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.consumer, []).append(edge)
    return found


def _worked(trace: Trace, item: Item, partial: Partial) -> Rung:
    general = gradient_formula(trace, item.aim.node) if item.form == FORMULA else None
    if general is not None:
        edges = trace.edges_back(item.aim.node)
        chain = () if all(_is_next(trace, edge) for edge in edges) else (_chain(trace, item.aim.node, edges).sides[1],)
        return _line(partial, *chain, general)
    rows = BackwardRows(trace).of(item.aim.node)
    lines: list[Block] = []
    for row in rows:
        asides = tuple(row.asides) if isinstance(row, Row) else ()
        lines.append(Formula(row.equation))
        lines += [Formula(aside) for aside in asides]
    return tuple(lines)


def _is_next(trace: Trace, edge: Edge) -> bool:
    return edge.consumer == trace.graph.output and not trace.upstream_given


def _is_whole_answer(trace: Trace, edges: Sequence[Edge]) -> bool:
    """Whether the local gradient is the total one, whatever the numbers."""
    if len(edges) > 1:
        return False
    upstream = gradient_formula(trace, edges[0].consumer)
    return upstream is not None and upstream == Quantity(Fraction(1))


def _chain(trace: Trace, node: int, edges: Sequence[Edge]) -> Equation:
    """`∂loss/∂w = ∂loss/∂ŷ · ∂ŷ/∂w`, a product for each way."""
    nodes, top = trace.graph.nodes, numerator(trace)
    terms: list[Math] = []
    for first, *_ in _by_consumer(edges).values():
        consumer = nodes[first.consumer].name
        local = Partial(consumer, nodes[node].name)
        terms.append(local if _is_next(trace, first) else Product((Partial(top, consumer), local)))
    return Equation((Partial(top, nodes[node].name), _sum(terms)))


def _back(trace: Trace, node: int, ways: Sequence[Edge], *, with_value: bool) -> list[Block]:
    """With arrays: `∂L/∂W = G·Xᵀ`, and what G is."""
    nodes, top = trace.graph.nodes, numerator(trace)
    consumer = ways[0].consumer
    upstream = trace.gradient(consumer)
    sides: tuple[Math, ...] = (Words("G"), Partial(top, nodes[consumer].name))
    if with_value and upstream is not None:
        sides = (*sides, Quantity(upstream))
    rules = _sum([Total(trace.local_formula(e)) if trace.is_summed(e) else trace.local_formula(e) for e in ways])
    several = len(_by_consumer(trace.edges_back(node))) > 1
    lines: list[Block] = [Formula(rules if several else Equation((Partial(top, nodes[node].name), rules)))]
    return [*lines, Formula(Equation(sides))]


def _local_line(trace: Trace, node: int, ways: Sequence[Edge]) -> Block:
    """`∂ŷ/∂w = x`."""
    nodes = trace.graph.nodes
    partial = Partial(nodes[ways[0].consumer].name, nodes[node].name)
    return Formula(Equation((partial, _sum([trace.local_formula(edge) for edge in ways]))))


def _with_numbers(trace: Trace, node: int, ways: Sequence[Edge]) -> Math:
    """`−4 · 2`: the gradient that comes back, times the local one; next to the output the local one alone."""
    if _is_next(trace, ways[0]):
        return _sum([trace.local_with_numbers(edge) for edge in ways])
    paths = [trace.path(node, edge) for edge in ways]
    local = [Quantity(Fraction(1) if path.local_value is None else path.local_value) for path in paths]
    return Product((Quantity(paths[0].upstream), _sum(local)))


# Mathematics


def _line(*sides: Math) -> Rung:
    return (Formula(Equation(sides)),)


def _sum(terms: Sequence[Math]) -> Math:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _is_bare(math: Math) -> bool:
    """Whether there is nothing to work out in it."""
    if isinstance(math, Phrase):
        tree = math.tree
        if isinstance(tree, Apply) and tree.op == "neg":
            tree = tree.args[0]
        return isinstance(tree, Slot | Number)
    return isinstance(math, Quantity)


def _different(*sides: Math) -> tuple[Math, ...]:
    """The sides without the numbers put in, where these are the value already."""
    *before, numbers, value = sides
    return (*before, value) if _is_bare(numbers) else sides


_RUNGS = {Wanted.VALUE: _value, Wanted.LOCAL: _local, Wanted.TOTAL: _total}
