"""Steps to graph: the one place where formulas become nodes.

A step of numbers becomes one node, derived from its whole formula, or, where `expand` asks for it, one node an
operation. A step with arrays in it always becomes single operations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from bpcli.core.findings import Faults, Finding
from bpcli.core.numerals import Shape
from bpcli.core.say import say
from bpcli.engine.graph import Graph, Kind, Node
from bpcli.engine.rule import Rule
from bpcli.engine.shapes import ShapeFault, settle, settled
from bpcli.language.parser import Step
from bpcli.language.printer import UNICODE, write
from bpcli.language.tree import Apply, Leaf, Name, Number, Slot, Tree, fold, over_slots

# A formula with more operations is expanded even where one node was asked for: differentiating it whole
# takes time that grows with the square of its size.
LARGEST_WHOLE = 60

# Rules by structure: one that occurs again, in this exercise or the next, is derived once.
_rules: dict[tuple[Any, ...], Rule] = {}
_MOST_RULES = 20_000
_STEP = Kind.STEP


def build(steps: Sequence[Step], shapes: Mapping[str, Shape], kinds: Mapping[str, Kind], *, expand: bool) -> Graph:
    """The graph of an exercise.

    steps: in any order; `shapes` and `kinds`: of every name that is given or a parameter.
    expand: one node an operation, also for steps of numbers.
    Raises Faults where shapes do not fit or steps feed each other in a circle.
    """
    builder = _Builder(steps, shapes, kinds, expand=expand)
    for number in range(len(steps)):
        builder.add(number)
    for name in shapes:
        builder.place(name)
    read = set().union(*(names for _, names in builder.structures))
    output = next((step.name for step in reversed(steps) if step.name not in read), steps[-1].name)
    return Graph(tuple(builder.nodes), builder.index[output], tuple(steps), tuple(builder.taken_apart))


def _structure(tree: Tree) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """A formula without its names: what tells one rule from another, and the names, each once, by slot."""
    tokens: list[Any] = []
    slots: dict[str, int] = {}
    todo = [tree]
    while todo:
        node = todo.pop()
        if type(node) is Apply:
            tokens.append(node.op)
            todo.extend(node.args[::-1])
            if node.options:
                tokens.append(node.options)
        elif type(node) is Name:
            tokens.append(slots.setdefault(node.name, len(slots)))
        else:
            tokens.append(node.value.as_integer_ratio() if type(node) is Number else node)
    return tuple(tokens), tuple(slots)


def _circle(steps: Sequence[Step], path: Sequence[int]) -> Faults:
    circle = " → ".join(steps[number].name for number in (*path, path[0]))
    place = steps[path[0]].excerpt.place
    return Faults(Finding("BP212", say("engine.circle", circle=circle), place, help=say("engine.circle-help")))


@dataclass(frozen=True, slots=True)
class _Operand:
    """A part of a formula that has been placed: how it is written, its shape, and its node unless it is a constant."""

    tree: Tree
    text: str
    shape: Shape
    node: int | None


class _Builder:
    """Nodes in the making."""

    def __init__(
        self, steps: Sequence[Step], shapes: Mapping[str, Shape], kinds: Mapping[str, Kind], *, expand: bool
    ) -> None:
        self.steps = steps
        self.given = shapes
        self.kinds = kinds
        self.expand = expand
        self.structures = [_structure(step.tree) for step in steps]
        self.nodes: list[Node] = []
        self.index: dict[str, int] = {}
        self.repeats: dict[str, int] = {}  # how often a formula has been an unnamed node
        self.taken_apart: list[str] = []
        self.any_arrays = any(shapes.values())

    def place(self, name: str) -> int:
        """The index of a name's node; a leaf is made when it is first met."""
        index = self.index.get(name)
        if index is None:
            index = self._append(Node(name, self.kinds[name], None, (), self.given[name], None, True))
        return index

    def add(self, number: int) -> None:
        """Turn a step into one node, or into several; first those steps it reads that stand behind it in the text."""
        name, known = self.steps[number].name, self.index
        if name in known:
            return
        structure, names = self.structures[number]
        try:
            inputs = tuple([known[read] for read in names])
        except KeyError:
            self._add_read(number)
            inputs = tuple([self.place(read) for read in names])
        arrays = self.any_arrays and any(self.nodes[index].shape for index in inputs)
        rule = None if arrays or self.expand else _rules.get(structure) or self._whole(number, structure, names)
        if rule is None:
            self._expanded(number)
        else:
            known[name] = len(self.nodes)
            self.nodes.append(Node(name, _STEP, rule, inputs, (), number, True))

    def _add_read(self, number: int) -> None:
        """Add the steps that a step reads and that are not there yet, each behind those it reads itself."""
        numbers = self._numbers
        path = {number: None}
        while path:
            last = next(reversed(path))
            ahead = (numbers[name] for name in self.structures[last][1] if name in numbers and name not in self.index)
            missing = next(ahead, None)
            if missing is None:
                del path[last]
                if last != number:
                    self.add(last)
            elif missing in path:
                raise _circle(self.steps, list(path)[list(path).index(missing) :])
            else:
                path[missing] = None

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {step.name: number for number, step in enumerate(self.steps)}

    def _append(self, node: Node) -> int:
        self.index[node.name] = index = len(self.nodes)
        self.nodes.append(node)
        return index

    def _whole(self, number: int, structure: tuple[Any, ...], names: tuple[str, ...]) -> Rule | None:
        """The rule of a step of numbers as one node; None where the formula is too long for that."""
        if sum(isinstance(token, str) for token in structure) > LARGEST_WHOLE:
            self.taken_apart.append(self.steps[number].name)
            return None
        try:
            ready, _ = settled(self.steps[number].tree, dict.fromkeys(names, ()))  # over names, which a fault speaks of
        except ShapeFault as fault:
            raise self._misfit(number, fault) from None
        return _remember(structure, Rule(None, over_slots(ready, names), len(names)))

    def _misfit(self, number: int, fault: ShapeFault) -> Faults:
        place = self.steps[number].excerpt.at(fault.node.start, fault.node.end)
        return Faults(Finding("BP214", str(fault), place, help=fault.help))

    def _expanded(self, number: int) -> None:
        """A step as single operations; the last of them bears the step's name."""
        step = self.steps[number]
        last = fold(
            step.tree, self._leaf, lambda node, args: self._operation(number, node, args, root=node is step.tree)
        )
        if last.node is None or self.nodes[last.node].name != step.name:
            tree, inputs = (last.tree, ()) if last.node is None else (Slot(0), (last.node,))
            rule = Rule(None, tree, len(inputs), (last.shape,) if last.shape else None)
            self._append(Node(step.name, Kind.STEP, rule, inputs, last.shape, number, True))

    def _leaf(self, leaf: Leaf) -> _Operand:
        if isinstance(leaf, Name):
            index = self.place(leaf.name)
            return _Operand(leaf, leaf.name, self.nodes[index].shape, index)
        return _Operand(leaf, write(leaf, UNICODE), (), None)

    def _operation(self, number: int, node: Apply, args: tuple[_Operand, ...], *, root: bool) -> _Operand:
        try:
            tree, shape = settle(node, tuple(arg.tree for arg in args), tuple(arg.shape for arg in args))
        except ShapeFault as fault:
            raise self._misfit(number, fault) from None
        if not isinstance(tree, Apply) or tree is args[0].tree:
            return args[0]
        inputs = tuple(arg.node for arg in args if arg.node is not None)
        rule = self._operation_rule(tree, args)
        text = rule.text.fill([arg.text for arg in args if arg.node is not None])
        if not inputs:
            return _Operand(tree, text, (), None)
        name = self.steps[number].name if root else self._unnamed(text)
        index = self._append(Node(name, Kind.STEP, rule, inputs, shape, number, root))
        return _Operand(tree, text, shape, index)

    def _operation_rule(self, tree: Apply, args: tuple[_Operand, ...]) -> Rule:
        slots = count()
        trees = tuple(arg.tree if arg.node is None else Slot(next(slots)) for arg in args)
        shapes = tuple(arg.shape for arg in args if arg.node is not None)
        arrays = shapes if any(shapes) else None
        key = (tree.op, tree.options, arrays, trees)
        return _rules.get(key) or _remember(
            key, Rule(tree.op, Apply(tree.op, trees, tree.options), len(shapes), arrays)
        )

    def _unnamed(self, text: str) -> str:
        self.repeats[text] = repeat = self.repeats.get(text, 0) + 1
        return text if repeat == 1 else f"{text}#{repeat}"


def _remember(key: tuple[Any, ...], rule: Rule) -> Rule:
    if len(_rules) >= _MOST_RULES:
        _rules.clear()
    _rules[key] = rule
    return rule
