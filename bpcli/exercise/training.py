"""Read `train`: the data, the start and the recipe by which an exercise is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from bpcli.core.source import Excerpt
from bpcli.exercise.given import Given, number, value
from bpcli.exercise.keys import Key, key_of
from bpcli.exercise.reader import Reader
from bpcli.exercise.yaml_tree import Mapping as Table
from bpcli.exercise.yaml_tree import Node, Scalar, Sequence

Leaf: TypeAlias = "Callable[[Excerpt], str | None]"


@dataclass(frozen=True, slots=True)
class Training:
    """How an exercise is trained. `data` holds for each name one value a sample, `predict` what to try after it.

    per: `sample` or `batch`; reduction: `mean` or `sum` over a batch; update: `notes` (`p − lr·g`) or `torch`.
    """

    data: Mapping[str, tuple[Given, ...]]
    lr: Fraction
    epochs: int
    start: Mapping[str, Given]
    predict: Mapping[str, Given]
    per: str
    reduction: str
    optimizer: str
    momentum: Fraction
    update: str
    zero_grad: bool
    dtype: str

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(next(iter(self.data.values())))


def read_training(reader: Reader, node: Node, key: Key, leaf: Leaf) -> Training | None:
    """The training under a key; None after its faults have been noted. `leaf` reads a name that can have a value."""
    found = reader.table(node, key.keys, key.name)
    if found is None:
        return None
    rows = {name: key_of(name, key.keys) for name in found}
    data = _samples(reader, found["data"], rows["data"], leaf)
    start, predict = (
        _values(reader, found[name], rows[name], leaf) if name in found else {} for name in ("start", "predict")
    )
    lr = _number(reader, found["lr"], rows["lr"])
    momentum = _number(reader, found["momentum"], rows["momentum"]) if "momentum" in found else Fraction(0)
    epochs = reader.whole(found["epochs"], rows["epochs"])
    zero_grad = reader.truth(found["zero_grad"], rows["zero_grad"]) if "zero_grad" in found else True
    words = {name: reader.choice(found[name], rows[name]) for name in found if rows[name].choices}
    if data is None or lr is None or epochs is None or momentum is None or zero_grad is None or None in words.values():
        return None
    return Training(
        data=data,
        lr=lr,
        epochs=epochs,
        start=start,
        predict=predict,
        per=words.get("per") or "sample",
        reduction=words.get("reduction") or "mean",
        optimizer=words.get("optimizer") or "sgd",
        momentum=momentum,
        update=words.get("update") or "notes",
        zero_grad=zero_grad,
        dtype=words.get("dtype") or "float32",
    )


def _number(reader: Reader, node: Node, key: Key) -> Fraction | None:
    """A number that is not negative."""
    scalar = reader.scalar(node, key)
    found = reader.attempt(number, scalar.excerpt) if scalar else None
    if found is not None and found < 0:
        reader.fault("BP104", "negative", node.place, key=key.name)
        return None
    return found


def _values(reader: Reader, node: Node, key: Key, leaf: Leaf) -> dict[str, Given]:
    values = {}
    for entry in reader.entries(node, key):
        name = leaf(entry.key.excerpt)
        given = value(reader, entry.value, key, entry.key.text)
        if name is not None and given is not None:
            values[name] = given
    return values


def _samples(reader: Reader, node: Node, key: Key, leaf: Leaf) -> dict[str, tuple[Given, ...]] | None:
    data: dict[str, tuple[Given, ...]] = {}
    entries = reader.entries(node, key)
    if not entries and (isinstance(node, Table) or (isinstance(node, Scalar) and node.is_null)):
        reader.fault("BP105", "empty-text", node.place, key=key.name)
    for entry in entries:
        name = leaf(entry.key.excerpt)
        if not isinstance(entry.value, Sequence):
            reader.wrong(entry.value, key)
            continue
        given = value(reader, entry.value, key, entry.key.text)
        if name is not None and isinstance(given, tuple):
            data[name] = given
    if len(data) < len(entries) or not data:
        return None
    return data if _equally_long(reader, node, data) else None


def _equally_long(reader: Reader, node: Node, data: dict[str, tuple[Given, ...]]) -> bool:
    (first, samples), *others = ((name, len(values)) for name, values in data.items())
    for name, count in others:
        if count != samples:
            fields = {"first": first, "samples": samples, "name": name, "count": count}
            reader.fault("BP107", "samples-differ", node.place, **fields)
            return False
    return True
