"""Find the circles in which steps are computed from each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def cycles(reads: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The circles among steps, each named once, as the names one reads after another.

    `reads` holds what each step reads; names that are no steps do not matter. Linear in the number of
    reads: what can be computed is taken away first, and each step that is left is walked over once.
    """
    left = _never_computable(reads)
    seen: set[str] = set()
    for start in left:
        path: list[str] = []
        here = start
        while here not in seen:
            seen.add(here)
            path.append(here)
            here = next(name for name in left[here] if name in left)
        if here in path:
            yield tuple(path[path.index(here) :])


def _never_computable(reads: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The steps that wait for a circle, each with what it reads among the steps."""
    waits_for = {
        name: tuple(read for read in dict.fromkeys(read_names) if read in reads) for name, read_names in reads.items()
    }
    readers: dict[str, list[str]] = {name: [] for name in reads}
    for name, inputs in waits_for.items():
        for read in inputs:
            readers[read].append(name)
    missing = {name: len(inputs) for name, inputs in waits_for.items()}
    ready = [name for name, count in missing.items() if not count]
    while ready:
        name = ready.pop()
        del missing[name]
        for reader in readers[name]:
            missing[reader] -= 1
            if not missing[reader]:
                ready.append(reader)
    return {name: waits_for[name] for name in missing}
