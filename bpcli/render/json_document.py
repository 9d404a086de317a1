"""What programs read: `solve_document(trace, scope)` is one JSON document with everything that happened.

Numbers are the shortest text that reads back to the same double; arrays are nested lists. Fields may be added
to a format, never changed, within its version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from bpcli.core.numerals import Value
from bpcli.core.visible import is_hidden
from bpcli.engine.graph import Edge, Kind
from bpcli.engine.trace import Path, Trace
from bpcli.language.names import Scope
from bpcli.language.tree import Phrase
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe

SOLVE = "bpcli.solve/1"

_BEYOND_ASCII = re.compile(r"[\x7f-\U0010ffff]")


def document_text(document: Mapping[str, Any], *, ascii: bool = False) -> str:  # noqa: A002 - as in Look
    """Any document as text on one line; characters that show nothing are always escaped."""
    text = json.dumps(document, ensure_ascii=ascii, allow_nan=False)
    return _BEYOND_ASCII.sub(lambda match: _shown(match[0]), text) + "\n"


def _shown(character: str) -> str:
    if character == "\x7f":
        return "\\u007f"
    return json.dumps(character)[1:-1] if is_hidden(character) else character


def solve_document(
    trace: Trace, scope: Scope, *, title: str | None = None, notes: Iterable[str] = (), look: Look | None = None
) -> str:
    """The document of a trace.

    scope: the names of the exercise. look: only whether to keep to ASCII is read from it.
    """
    record = _Record(trace, scope)
    nodes = trace.graph.nodes
    # Givens first, as a reader of the exercise meets them, then the steps.
    shown = sorted((index for index, node in enumerate(nodes) if node.named), key=lambda i: nodes[i].rule is not None)
    document = {
        "format": SOLVE,
        "title": title,
        "output": nodes[trace.graph.output].name,
        "nodes": [record.node(index) for index in range(len(nodes))],
        "values": {nodes[index].name: doubles(trace.value(index)) for index in shown},
        "gradients": {nodes[index].name: doubles(trace.gradient(index)) for index in shown},
        "parameters": [node.name for node in nodes if node.kind is Kind.PARAMETER],
        "notes": list(notes),
    }
    return document_text(document, ascii=look is not None and look.ascii)


def doubles(value: Value | None) -> Any:
    """A value as JSON has it: a double, nested lists of them, or None."""
    if value is None or isinstance(value, Fraction | float | int):
        return None if value is None else float(value)
    return value.astype(float).tolist()


def exact(value: Value) -> Any:
    """A value that is exact as text (`1/3`), nested like the value; None for doubles."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, float | int) or value.dtype != object:
        return None
    return _texts(value.tolist())


def _texts(nested: Any) -> Any:
    return list(map(_texts, nested)) if isinstance(nested, list) else str(nested)


class _Record:
    """The part of the document that is about one node."""

    def __init__(self, trace: Trace, scope: Scope) -> None:
        self.trace = trace
        self.nodes = trace.graph.nodes
        self.scribe = Scribe(Look(width=None))
        self.keys = _keys(trace, scope)

    def node(self, index: int) -> dict[str, Any]:
        """Everything about a node."""
        node, value = self.nodes[index], self.trace.value(index)
        return {
            "name": node.name,
            "key": self.keys[index],
            "kind": node.kind.value,
            "op": node.rule.op if node.rule else None,
            "formula": self.scribe.write(self.trace.formula(index)) if node.rule else None,
            "inputs": [self.nodes[source].name for source in node.inputs],
            "shape": list(node.shape),
            "value": doubles(value),
            "exact": exact(value),
            "gradient": doubles(self.trace.gradient(index)),
            "locals": [self._local(edge) for edge in self.trace.edges_into(index)] if node.rule else [],
            "paths": self._paths(index),
        }

    def _local(self, edge: Edge) -> dict[str, Any]:
        source = self.nodes[edge.consumer].inputs[edge.edge]
        return {
            "wrt": self.nodes[source].name,
            "formula": self.scribe.write(self.trace.local_formula(edge)),
            "value": doubles(self.trace.local_value(edge)),
        }

    def _paths(self, index: int) -> list[dict[str, Any]]:
        reached = self.trace.gradient(index) is not None
        return [self._path(path) for path in self.trace.paths(index)] if reached else []

    def _path(self, path: Path) -> dict[str, Any]:
        return {
            "via": self.nodes[path.edge.consumer].name,
            "local": self.scribe.write(path.local),
            "local_value": doubles(path.local_value),
            "upstream": doubles(path.upstream),
            "product": doubles(path.product),
        }


def _keys(trace: Trace, scope: Scope) -> list[str]:
    """The unique ASCII spelling of every node; that of an unnamed node is its formula over those of its inputs."""
    scribe = Scribe(Look(ascii=True, width=None))
    nodes = trace.graph.nodes
    keys = [scope.key(node.name) if node.named else "" for node in nodes]
    taken = set(keys)
    for index, node in enumerate(nodes):
        if node.rule is None or node.named:
            continue
        text = scribe.phrase(Phrase(node.rule.tree, tuple(keys[source] for source in node.inputs)))
        key, number = text, 1
        while key in taken:
            number += 1
            key = f"{text}#{number}"
        keys[index] = key
        taken.add(key)
    return keys
