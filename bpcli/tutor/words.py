"""What the words mean that local gradients are written with and formulas need not have: G, spread, share, step."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.core.say import say
from bpcli.engine.trace import Trace
from bpcli.language.tree import Apply, subtrees

EXPLAINED = ("step", "spread", "share", "count", "rows", "last_sum", "onehot")


def word_notes(trace: Trace) -> tuple[str, ...]:
    """A sentence for each word that stands in a local gradient of the trace."""
    rules = {id(node.rule): node.rule for node in trace.graph.nodes if node.rule is not None}
    arrays = any(rule.shapes is not None for rule in rules.values())
    trees = [tree for rule in rules.values() for tree in (rule.locals if rule.shapes is None else rule.pulls)]
    used = {node.op for tree in trees if tree is not None for node in subtrees(tree) if isinstance(node, Apply)}
    return tuple(_notes(used, arrays=arrays))


def _notes(used: set[str], *, arrays: bool) -> Iterator[str]:
    if arrays:
        yield say("tutor.note-upstream")
    for word in EXPLAINED:
        if word in used:
            yield say(f"tutor.note-{word.replace('_', '-')}")
