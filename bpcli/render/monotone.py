"""Monotone regression: the non-decreasing numbers nearest to given ones, by pooling adjacent violators.

Nearest is least squares with weights (Barlow, Bartholomew, Bremner and Brunk 1972); the time is linear.
"""

from __future__ import annotations

from collections.abc import Sequence


def monotone(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """For each wish the value it gets. Weights are positive."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for wish, weight in zip(wishes, weights, strict=True):
        mean, total, count = wish, weight, 1
        while pools and pools[-1][0] >= mean:
            before, heavy, several = pools.pop()
            mean = (mean * total + before * heavy) / (total + heavy)
            total += heavy
            count += several
        pools.append((mean, total, count))
    return [mean for mean, _, count in pools for _ in range(count)]
