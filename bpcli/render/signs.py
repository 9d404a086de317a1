"""What a drawing writes into a node: `sign_of(node, scribe)` is `×`, `+`, `²`, `σ`, or None for a whole formula."""

from __future__ import annotations

from bpcli.engine.graph import Kind, Node
from bpcli.language.tree import Apply, Number, Phrase, Slot
from bpcli.ops.signs import SIGNS
from bpcli.ops.table import OPERATIONS
from bpcli.render.mathematics import Scribe

# A scalar product is a cross in the lecture's drawings; the dot is kept for the matrix product.
_DRAWN = {"mul": ("×", "*"), "hadamard": ("⊙", "*")}
_LEAVES = {Kind.INPUT: ("○", "i"), Kind.PARAMETER: ("◆", "p"), Kind.TARGET: ("◇", "t")}
WHOLE = ("□", "f")  # a step that is drawn as one node although it is more than one operation


def sign_of(node: Node, scribe: Scribe) -> str | None:
    """The sign or the function name of a node that is one operation on its inputs; of `r²` the superscript."""
    tree = node.rule.tree if node.rule else None
    if not isinstance(tree, Apply):
        return None
    pick = scribe.look.pick
    if all(isinstance(part, Slot) for part in tree.args):
        if tree.op in _DRAWN:
            return pick(*_DRAWN[tree.op])
        if tree.op in SIGNS:
            return pick(SIGNS[tree.op].unicode, SIGNS[tree.op].ascii).strip()
        row = OPERATIONS[tree.op]
        return pick(row.names[0], row.ascii_name)
    if tree.op == "pow" and isinstance(tree.args[0], Slot) and isinstance(tree.args[1], Number):
        return scribe.phrase(Phrase(tree, ("x",))).removeprefix("x")
    return None


def mark_of(node: Node, scribe: Scribe) -> str:
    """One character for a node of the tape."""
    if node.rule is None:
        return scribe.look.pick(*_LEAVES[node.kind])
    sign = sign_of(node, scribe)
    return sign if sign is not None and len(sign) == 1 else scribe.look.pick(*WHOLE)
