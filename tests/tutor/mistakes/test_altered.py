"""A changed pass found from what is left of the right one, against the pass run again from the start."""

from __future__ import annotations

import pytest

from bpcli.tutor.aims import Aim, Wanted
from bpcli.tutor.mistakes.altered import Altered
from bpcli.tutor.mistakes.cone import Cone
from bpcli.tutor.mistakes.pairs import paired, pairs
from bpcli.tutor.mistakes.point import Point
from bpcli.tutor.mistakes.study import study

EXERCISES = (
    "u = w·x, v = w + x, s = u·v, t = s² − u·w, L = t/v, w=3, x=5",
    "a = σ(w·x + b), c = tanh(a·w − x), L = a·c + relu(c − b)·w, w=0.5, x=1.5, b=-2",
    "H = relu(W·x + b), L = sum((H − y)²), W=[[1, 2], [3, -4]], x=[5, 7], b=[1, -1], y=[1, 2]",
)


def run_again(cone: Cone, point: Point, changed: dict) -> object:
    """The pass by the book: every edge from the root down, with another product where `changed` has one."""
    gradients = {cone.root: point.gradients[cone.root]}
    for index in range(cone.root, cone.node, -1):
        if index not in gradients:
            continue
        backs = point.backs(index, gradients[index]) if point.graph.nodes[index].rule else []
        for number, (source, back) in enumerate(zip(point.graph.nodes[index].inputs, backs, strict=False)):
            found = changed[index, number](gradients[index]) if (index, number) in changed else back
            gradients[source] = found if source not in gradients else gradients[source] + found
    return gradients[cone.node]


def passes_of(case, text: str, name: str) -> Altered:
    exercise, trace = case(text)
    studied = study(exercise, trace)
    situation = studied.here(Aim(Wanted.TOTAL, trace.graph.index[name]))
    assert situation is not None
    assert situation.altered is not None
    return situation.altered


def close(one: object, other: object) -> bool:
    difference = abs(one - other)  # type: ignore[operator]
    return bool((difference < 1e-9).all()) if hasattr(difference, "all") else difference < 1e-9


@pytest.mark.parametrize(
    ("text", "name"), [(text, name) for text in EXERCISES for name in "xwWb" if f" {name}=" in text]
)
def test_a_change_at_any_edge_gives_what_running_the_pass_again_gives(text: str, name: str, case) -> None:
    altered = passes_of(case, text, name)
    assert altered.spots
    for spot in altered.spots:
        product = spot.product * 3 + 1
        again = run_again(altered.cone, altered.point, {spot.key: lambda _, product=product: product})
        assert close(altered.answer(spot, product), again)


@pytest.mark.parametrize("text", EXERCISES[:2])
def test_two_changes_give_what_running_the_pass_with_both_gives(text: str, case) -> None:
    altered = passes_of(case, text, "w")
    spots = {spot.key: spot for spot in altered.spots}
    tried = 0
    for pair in pairs(altered):
        changed = {
            key: lambda upstream, row=row, spot=spots[key]: row.changed(
                spot._replace(upstream=upstream, product=spot.local * upstream)
            )
            for row, key in zip(pair.rows, pair.keys, strict=True)
        }
        found = paired(altered, pair, spots)
        if found is not None:
            tried += 1
            assert close(found, run_again(altered.cone, altered.point, changed))
    assert tried > 5


def test_the_step_that_the_exercise_shows_is_a_place_of_its_own(case) -> None:
    """x is read twice inside of u; taken together that is one edge, with the local gradient 2·w·x + 1."""
    exercise, trace = case("model: u = w·x² + x\nloss: (u − y)²\ngiven: {w: 3, x: 5, y: 2}\n")
    situation = study(exercise, trace).here(Aim(Wanted.TOTAL, trace.graph.index["x"]))
    assert situation is not None
    assert situation.altered is not None
    (bundle,) = [spot for spot in situation.altered.bundles if spot.result == 80]
    assert bundle.local == 31
    assert bundle.product == 2 * 78 * 31
