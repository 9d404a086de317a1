"""Calls of functions: how many arguments, which options, and the exercise's own functions written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bpcli.core.findings import Faults
from bpcli.core.source import Excerpt
from bpcli.language.faults import CALL, LIMIT, fault
from bpcli.language.names import Function, Scope
from bpcli.language.tokens import Token
from bpcli.language.tree import Apply, Leaf, Name, Number, Tree, fold
from bpcli.ops.operation import Operation
from bpcli.ops.table import OPERATIONS, called

WRITTEN_OUT = 2_000  # parts of a formula once its functions are written out


@dataclass(frozen=True, slots=True)
class Option:
    """`axis=0` in a call."""

    name: Token
    value: Fraction


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was read: `end` is where its closing bracket ends."""

    excerpt: Excerpt
    name: Token
    arguments: tuple[Tree, ...]
    options: tuple[Option, ...]
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """The whole call."""
        return self.name.start, self.end


def resolved(call: Call, scope: Scope) -> Tree:
    """The tree of a call. Faults: BP203, BP208."""
    own = scope.function(call.name.text)
    if own is not None:
        return _written_out(call, own)
    name = scope.builtin(call.name.text) or call.name.text
    operation = called(name, len(call.arguments)) or (_rule_word(name) if scope.rule_words else None)
    if operation is None or len(call.arguments) < operation.arguments[0]:
        raise _wrong_count(call, list(_counts(name)))
    return Apply(operation.key, *_sorted_out(call, operation), *call.span)


def size(tree: Tree) -> int:
    """How many parts a tree has."""
    return fold(tree, lambda _leaf: 1, lambda _node, sizes: 1 + sum(sizes))


def _sorted_out(call: Call, operation: Operation) -> tuple[tuple[Tree, ...], tuple[tuple[str, Fraction], ...]]:
    """The arguments and the options of a call; options may have come by position."""
    highest = operation.arguments[1]
    known = [name for name, _default in operation.options]
    given = dict(zip(known, (_number(call, extra) for extra in call.arguments[highest:]), strict=False))
    for option in call.options:
        name, span = option.name.text, option.name.span
        if name not in known:
            help_key = "option-help" if known else "option-none-help"
            fields = {"name": call.name.text, "option": name, "options": ", ".join(known)}
            raise fault(CALL, "option-unknown", call.excerpt, span, help_key, **fields)
        if name in given:
            raise fault(CALL, "option-twice", call.excerpt, span, option=name)
        given[name] = option.value
    return call.arguments[:highest], tuple((name, given[name]) for name in known if name in given)


def _number(call: Call, tree: Tree) -> Fraction:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Apply) and tree.op == "neg" and isinstance(tree.args[0], Number):
        return -tree.args[0].value
    operation = called(call.name.text, len(call.arguments))
    option = operation.options[0][0] if operation and operation.options else call.name.text
    raise fault(CALL, "option-number", call.excerpt, call.span, option=option)


def _counts(name: str) -> Iterator[tuple[int, int]]:
    return (row.arguments for row in OPERATIONS.values() if name in row.names)


def _rule_word(name: str) -> Operation | None:
    return next((row for row in OPERATIONS.values() if name in row.names), None)


def _wrong_count(call: Call, counts: list[tuple[int, int]]) -> Faults:
    lowest, highest = min(low for low, _ in counts), max(high for _, high in counts)
    key = "arguments-one" if highest == 1 else "arguments" if lowest == highest else "arguments-range"
    example = f"{call.name.text}({', '.join('abcdefgh'[: max(lowest, 1)])})"
    fields = {"expected": lowest, "lowest": lowest, "highest": highest, "found": len(call.arguments)}
    return fault(CALL, key, call.excerpt, call.span, "arguments-help", name=call.name.text, example=example, **fields)


def _written_out(call: Call, function: Function) -> Tree:
    """The body of the exercise's own function with the arguments in place of its parameters."""
    count = len(function.parameters)
    if len(call.arguments) != count:
        raise _wrong_count(call, [(count, count)])
    if call.options:
        option = call.options[0].name
        fields = {"name": function.name, "option": option.text}
        raise fault(CALL, "option-unknown", call.excerpt, option.span, "option-none-help", **fields)
    given = dict(zip(function.parameters, call.arguments, strict=True))
    sizes = {name: size(argument) for name, argument in given.items()}

    def measure(leaf: Leaf) -> int:
        return sizes.get(leaf.name, 1) if isinstance(leaf, Name) else 1

    if fold(function.body, measure, lambda _node, parts: 1 + sum(parts)) > WRITTEN_OUT:
        fields = {"limit": f"{WRITTEN_OUT:,}", "name": function.name}
        raise fault(LIMIT, "inlined", call.excerpt, call.span, **fields)
    return fold(
        function.body,
        lambda leaf: given.get(leaf.name, leaf) if isinstance(leaf, Name) else leaf,
        lambda node, args: Apply(node.op, args, node.options, *call.span),
    )
