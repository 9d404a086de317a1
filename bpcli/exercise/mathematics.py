"""Read the keys of a file that say what is computed: steps, givens, functions, upstream, training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpcli.core.limits import GIVEN_NAMES
from bpcli.core.source import Excerpt
from bpcli.exercise.draft import Draft
from bpcli.exercise.given import Given, value
from bpcli.exercise.keys import Key, key_of
from bpcli.exercise.names import known_name
from bpcli.exercise.reader import Reader
from bpcli.exercise.short_form import read_short_form
from bpcli.exercise.steps import Part, declare_steps, parse_steps, step_lines
from bpcli.exercise.training import read_training
from bpcli.exercise.yaml_tree import Entry, Node, Scalar, entries_of, twice
from bpcli.language.names import Scope
from bpcli.language.parser import parse_definition, read_name
from bpcli.language.tree import names

_LOSS = "loss"


def read_mathematics(reader: Reader, nodes: Mapping[str, Node]) -> Draft:
    """What the keys say, with everything noted that is wrong with it."""
    draft = Draft(reader, Scope())
    if "functions" in nodes:
        _functions(draft, nodes["functions"], key_of("functions"))
    given = _given_entries(draft, nodes["given"], key_of("given")) if "given" in nodes else {}
    _declare_others(draft.scope, nodes)
    besides = dict(_values(draft, given))
    before = len(reader.findings)
    if "formula" in nodes:
        _formula(draft, nodes["formula"], besides)
    else:
        _steps(draft, nodes)
    draft.is_whole = (
        bool(draft.steps) and not nodes.keys().isdisjoint(("model", "formula")) and len(reader.findings) == before
    )
    for name, entry in given.items():
        spelling = draft.scope.spell(name)
        draft.places[spelling] = entry.key.place
        if name in besides:
            draft.givens[spelling] = besides[name]
    if "train" in nodes:
        draft.train = read_training(reader, nodes["train"], key_of("train"), draft.leaf_reader())
        _sample(draft)
    if "parameters" in nodes:
        draft.stated = tuple(_parameters(draft, nodes["parameters"], key_of("parameters")))
    if "upstream" in nodes:
        _upstream(draft, nodes["upstream"], key_of("upstream"))
    draft.check(is_sound=draft.is_whole)
    return draft


def _functions(draft: Draft, node: Node, key: Key) -> None:
    for entry in draft.reader.entries(node, key):
        body = draft.reader.scalar(entry.value, key)
        if body is not None:
            head, text = entry.key.excerpt, body.excerpt
            draft.reader.attempt(parse_definition, head, text, draft.scope)


def _given_entries(draft: Draft, node: Node, key: Key) -> dict[str, Entry]:
    """The entries of `given` by the names they are for, as typed; the names become known."""
    entries = draft.reader.entries(node, key)
    if len(entries) > GIVEN_NAMES:
        draft.reader.fault("BP108", "too-many-givens", entries[GIVEN_NAMES].key.place, limit=GIVEN_NAMES)
        return {}
    given: dict[str, Entry] = {}
    for entry in entries:
        name = draft.reader.attempt(read_name, entry.key.excerpt)
        if name is None:
            continue
        draft.scope.declare(name)
        first = next((given[typed] for typed in (draft.scope.find(name), name) if typed in given), None)
        if first is not None:
            draft.reader.findings.append(twice(first.key, entry.key))
        given.setdefault(draft.scope.find(name) or name, entry)
    return given


def _values(draft: Draft, given: Mapping[str, Entry]) -> Iterator[tuple[str, Given]]:
    for name, entry in given.items():
        found = value(draft.reader, entry.value, key_of("given"), entry.key.text)
        if found is not None:
            yield name, found


def _declare_others(scope: Scope, nodes: Mapping[str, Node]) -> None:
    """Make the names known that only `parameters` or `train` mention; faults in them are noted later."""
    silent = Reader()
    train = {entry.key.text: entry.value for entry in entries_of(nodes.get("train"))}
    keys = [entry.key for part in ("data", "start") for entry in entries_of(train.get(part))]
    if "parameters" in nodes:
        keys += silent.words(nodes["parameters"], key_of("parameters"))
    for key in keys:
        name = silent.attempt(read_name, key.excerpt)
        if name is not None:
            scope.declare(name)


def _formula(draft: Draft, node: Node, besides: Mapping[str, Given]) -> None:
    scalar = draft.reader.scalar(node, key_of("formula"))
    if scalar is None:
        return
    short = read_short_form(draft.reader, draft.scope, _short_lines(scalar), besides)
    draft.take(short)
    for name in short.places:
        if name in {draft.scope.find(other) for other in besides}:
            draft.reader.fault("BP210", "given-twice", short.places[name], name=name, first="formula", second="given")


def _short_lines(scalar: Scalar) -> list[Excerpt]:
    """The lines of a block, each with its place; the whole where a bracket goes on over a line's end."""
    even = all(line.text.count("(") == line.text.count(")") for line in scalar.lines)
    return [line for line in scalar.lines if line.text.strip()] if scalar.lines and even else [scalar.excerpt]


def _steps(draft: Draft, nodes: Mapping[str, Node]) -> None:
    model = step_lines(draft.reader, nodes["model"], key_of("model")) if "model" in nodes else []
    loss = step_lines(draft.reader, nodes["loss"], key_of("loss")) if "loss" in nodes else []
    declare_steps([*model, *loss], draft.scope)
    draft.steps = parse_steps(draft.reader, model, draft.scope, Part.MODEL)
    draft.steps += parse_steps(draft.reader, loss, draft.scope, Part.LOSS, bare=_LOSS)


def _sample(draft: Draft) -> None:
    """Give the names that only the training data gives the value of its first sample, or of the batch."""
    if draft.train is None:
        return
    read = {name for step in draft.steps for name in names(step.tree)}
    sampled = [name for name in draft.train.data if name in read and name not in draft.givens]
    for name in sampled:
        data = draft.train.data[name]
        draft.givens[name] = data if draft.train.per == "batch" else data[0]
    draft.sampled = tuple(sampled)


def _parameters(draft: Draft, node: Node, key: Key) -> Iterator[str]:
    leaf = draft.leaf_reader()
    for scalar in draft.reader.words(node, key):
        name = leaf(scalar.excerpt)
        if name is not None:
            yield name


def _upstream(draft: Draft, node: Node, key: Key) -> None:
    for index, entry in enumerate(draft.reader.entries(node, key)):
        name = draft.reader.attempt(known_name, entry.key.excerpt, draft.scope)
        given = value(draft.reader, entry.value, key, entry.key.text)
        if index or draft.upstream:
            draft.reader.fault("BP109", "one-upstream", entry.key.place)
        elif name is not None and name not in draft.computed:
            draft.reader.fault("BP211", "not-a-step", entry.key.place, name=name)
        elif name is not None and given is not None:
            draft.upstream = (name, given)
