"""Ranks, crossings and monotone heights, each held against a slow way to the same."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpcli.render.layers import Layers, crossings, ordered, places_of, ranks_of
from bpcli.render.monotone import monotone

wishes = st.lists(st.integers(-50, 50), min_size=1, max_size=12)


def test_every_edge_leads_to_a_later_rank_and_a_leaf_stands_just_before_its_first_consumer(system):
    graph = system("quadratic")[0].graph
    ranks = ranks_of(graph)
    for index, node in enumerate(graph.nodes):
        assert all(ranks[source] < ranks[index] for source in node.inputs)
        if not node.inputs:
            assert ranks[index] == min(ranks[edge.consumer] for edge in graph.consumers[index]) - 1


def test_the_quadratic_model_is_drawn_without_a_crossing(system):
    layers = Layers(system("quadratic")[0].graph)
    assert crossings(layers, ordered(layers)) == 0


def test_crossings_are_counted_as_pairs_of_links_whose_ends_are_the_other_way_round(solved):
    steps = [f"h{i} = x0·{i} + x1 + x2·2" for i in range(1, 5)]
    trace, _ = solved([*steps, "L = h1·h2·h3·h4"], {"x0": 1, "x1": 2, "x2": 3})
    layers = Layers(trace.graph)
    orders = [sorted(order) for order in ordered(layers)]
    places = places_of(orders)
    slow = sum(
        layers.rank[one.start] == layers.rank[other.start]
        and (places[one.start] - places[other.start]) * (places[one.end] - places[other.end]) < 0
        for one, other in combinations(layers.links, 2)
    )
    # All of three into all of four: C(3, 2) · C(4, 2) crossings whatever the order.
    assert crossings(layers, orders) == slow == 18


def test_a_long_wire_is_shared_by_all_that_it_leads_to(solved):
    trace, _ = solved(["a = x·x", "b = a·x", "c = b·x", "L = c·x"], {"x": 2}, expand=True)
    layers = Layers(trace.graph)
    assert len(layers.rank) == len(trace.graph.nodes) + 3
    assert len([link for link in layers.links if link.edge]) == 8


@given(wishes, st.data())
def test_monotone_numbers_never_fall_and_none_nearby_are_nearer(numbers, data):
    weights = data.draw(st.lists(st.integers(1, 5), min_size=len(numbers), max_size=len(numbers)))
    found = monotone(numbers, weights)

    def distance(values: list[float]) -> float:
        return sum(w * (v - wish) ** 2 for v, wish, w in zip(values, numbers, weights, strict=True))

    assert all(a <= b + 1e-9 for a, b in pairwise(found))
    for index in range(len(found)):
        for step in (-0.01, 0.01):
            # Moving all from here on (or up to here) keeps the order.
            moved = [v + step * ((i >= index) == (step > 0)) for i, v in enumerate(found)]
            assert distance(moved) >= distance(found) - 1e-9


@pytest.mark.parametrize(
    ("numbers", "found"), [([3, 1, 2], [2, 2, 2]), ([1, 2, 3], [1, 2, 3]), ([1, 3, 2], [1, 2.5, 2.5])]
)
def test_numbers_that_fall_are_pooled_at_their_mean(numbers, found):
    assert monotone(numbers, [1] * len(numbers)) == found
