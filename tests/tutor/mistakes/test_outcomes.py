"""What mistakes make of a question, against numbers worked out by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from bpcli.tutor.mistakes.outcomes import drawn_points


def test_the_slips_of_the_linear_model_are_those_worked_out_by_hand(case) -> None:
    """w=3, x=5, y=4: ŷ=15, r=11, the gradient 2·11·5."""
    linear = case("linear-sample")
    assert linear.values("dloss/dw", "missing-power-coefficient") == [55]  # 11·5
    assert linear.values("dloss/dw", "kept-exponent") == [1210]  # 2·121·5
    assert linear.values("dloss/dw", "negated-gradient") == [-110]
    assert linear.values("dloss/dw", "no-upstream") == [5]
    assert linear.values("dloss/dw", "stopped-early") == [22]
    assert linear.values("dloss/dw", "own-operand") == [66]  # 22·3
    assert linear.values("dloss/dw", "value-for-gradient") == [3]


def test_outcomes_are_exact_where_the_passes_are(case) -> None:
    assert all(isinstance(found.value, Fraction) for found in case("linear-sample").outcomes("dloss/dw"))


def test_a_change_inside_a_step_that_is_shown_as_one_node_is_found(case) -> None:
    """loss = (w·x − y)² as one node: the residual is 3·5 − 4 = 11, and the gradient 110."""
    one = case("model: ŷ = w·x\nloss: loss = (ŷ − y)²\ngiven: {w: 3, x: 5, y: 4}\n")
    assert one.values("dloss/dw", "missing-power-coefficient") == [55]
    assert one.values("dloss/dŷ", "missing-power-coefficient") == [11]


def test_a_whole_step_can_be_left_out_too(case) -> None:
    """x feeds u = x² + x twice and v = 3x: without u the gradient is 3, without v 15, without the second edge of u 17.

    Without the first one it is 1 + 3, which is also what skipping the local gradient of u comes to.
    """
    whole = case("model:\n - u = x² + x\n - v = 3x\n - s = u + v\nupstream: {s: 1}\ngiven: {x: 7}\n")
    assert sorted(whole.values("dL/dx", "missing-path")) == [3, 15, 17]
    assert 4 in whole.values("dL/dx", "skipped-factor")


def test_a_local_gradient_has_slips_of_its_own(case) -> None:
    """ŷ = w₁·x² + w₂·x + b is one node: ∂ŷ/∂x = 2·w₁·x + w₂."""
    quadratic = case("model: ŷ = w₁·x² + w₂·x + b\nloss: (ŷ − y)²\ngiven: {w₁: 3, w₂: 7, x: 5, b: 1, y: 2}\n")
    assert sorted(quadratic.values("dŷ/dx", "missing-path")) == [7, 30]
    assert quadratic.values("dŷ/dx", "missing-power-coefficient") == [22]  # 3·5 + 7
    assert quadratic.values("dŷ/dx", "multiplied-paths") == [210]
    # There is no node on the way from w to ŷ = w·x; inside of this step there is one.
    assert case("linear-sample").values("dŷ/dw", "stopped-early") == []
    assert quadratic.values("dŷ/dw₁", "stopped-early") == [1]


def test_paths_are_dropped_and_multiplied(case) -> None:
    """The quadratic model of the notes: 8·8 comes back along z₁ and 8·2 along z₂."""
    quadratic = case("quadratic")
    assert {16, 64} <= set(quadratic.values("dloss/dx", "missing-path"))
    assert quadratic.values("dloss/dx", "multiplied-paths") == [1024]


def test_the_sigmoid_is_differentiated_wrongly_in_four_ways(case) -> None:
    w, x, y = 0.5, 3.0, 2.0
    z = w * x
    a = 1 / (1 + math.exp(-z))
    upstream = 2 * (a - y)
    again = 1 / (1 + math.exp(-a))
    neuron = case("z = w·x, a = σ(z), loss = (a − y)², w=0.5, x=3, y=2")
    assert neuron.values("dloss/dw", "sigmoid-value") == pytest.approx([upstream * a * x])
    assert neuron.values("dloss/dw", "sigmoid-one-minus") == pytest.approx([upstream * (1 - a) * x])
    assert neuron.values("dloss/dw", "sigmoid-of-input") == pytest.approx([upstream * z * (1 - z) * x])
    assert neuron.values("dloss/dw", "sigmoid-twice") == pytest.approx([upstream * again * (1 - again) * x])


def test_a_gate_is_ignored_turned_round_and_taken_for_its_input(case) -> None:
    """h = relu(W·x) = relu([19, −13]), y = [1, 2]: upstreams 36 and −4, and the second gate is closed."""
    layer = case("h = relu(W·x), L = sum((h − y)²), W=[[1, 2], [3, -4]], x=[5, 7], y=[1, 2]")
    assert layer.values("dL/dx", "relu-ignored") == [[36 - 12, 72 + 16]]
    assert layer.values("dL/dx", "relu-inverted") == [[-12, 16]]
    # z for the derivative: 36·19 and −4·(−13).
    assert layer.values("dL/dx", "relu-value") == [[684 + 3 * 52, 1368 - 4 * 52]]


def test_only_the_diagonal_of_softmax_is_kept(case) -> None:
    z, c = (1.0, 2.0, 0.0), (2.0, 5.0, -1.0)
    total = sum(map(math.exp, z))
    p = [math.exp(entry) / total for entry in z]
    found = case("p = softmax(z), L = sum(c ⊙ p), z=[1, 2, 0], c=[2, 5, -1]")
    (values,) = found.values("dL/dz", "softmax-diagonal-only")
    assert values == pytest.approx([g * a * (1 - a) for g, a in zip(c, p, strict=True)])


def test_one_sample_of_a_batch_is_kept(case) -> None:
    """The notes' batch: residuals −1, −5/2, −4, so that b collects −2, −5 and −8."""
    assert sorted(case("regression").values("dloss/db", "batch-not-summed")) == [-8, -2]


def test_a_mean_is_not_divided(case) -> None:
    """The notes' batch at w=1: −28/3, without the division −28."""
    assert case("batch-gradient").values("dloss/dw", "mean-without-n") == [-28]


def test_a_factor_of_a_matrix_product_is_transposed(case) -> None:
    """L = Σ(W·X)², G = 2·W·X = [[0, 18], [2, 46]]: ∂L/∂W is G·Xᵀ, here G·X."""
    matrices = case("Y = W·X, L = sum(Y²), W=[[1, 2], [3, 5]], X=[[2, 1], [-1, 4]]")
    assert [[-18, 72], [-42, 186]] in matrices.values("dL/dW", "transposed")
    assert [[0, 18], [-2, 184]] in matrices.values("dL/dW", "elementwise-for-matrix")


def test_what_alters_nothing_for_any_numbers_is_no_outcome(case) -> None:
    """Both summands have the local gradient 1: there is no factor to skip, and nothing to divide by."""
    added = case("z = x + b, L = z², x=7, b=-2")
    assert added.values("dL/dx", "divided-by-local") == [Fraction(1, 10)]  # by 2·z, at the square
    assert added.values("dL/dx", "stopped-early") == []


def test_what_always_agrees_is_one_outcome_under_the_first(case) -> None:
    """w − ŷ for ŷ − w turns every sign of a single path: it is the negated gradient."""
    linear = case("linear-sample")
    assert linear.values("dloss/dw", "residual-sign") == []
    # Half of a square and a lost coefficient are the same.
    assert linear.values("dloss/dw", "half-convention") == []


def test_an_outcome_points_at_the_node_of_the_slip(case) -> None:
    linear = case("linear-sample")
    places = {found.mistake: found.node for found in linear.outcomes("dloss/dw")}
    index = linear.trace.graph.index
    assert places["missing-power-coefficient"] == index["loss"]
    assert places["own-operand"] == index["ŷ"]


def test_values_are_swapped_in_questions_about_values(case) -> None:
    """With y for w the prediction is 4·5, with y for x 3·4."""
    assert sorted(case("linear-sample").values("ŷ", "swapped-names")) == [12, 20]


def test_a_node_the_output_does_not_depend_on_has_no_outcomes(case) -> None:
    unused = case("model:\n - u = 2x\n - ŷ = w·x\nloss: (ŷ − y)²\ngiven: {x: 2, w: 3, y: 1}\n")
    assert unused.outcomes("dL/du") == ()


def test_points_are_the_same_every_time_and_keep_the_shapes(case) -> None:
    exercise, trace = case("two-layer")
    points = drawn_points(exercise, trace)
    assert points == drawn_points(exercise, trace)
    assert all(len(point["W₁"]) == 3 and len(point["W₁"][0]) == 2 for point in points)


@pytest.mark.parametrize("name", "abcdfgjkmnpqrst")
def test_both_sides_of_a_gate_are_among_the_points(name: str, case) -> None:
    """Each name draws other numbers; three positive of four open the gate of a product most of the time."""
    exercise, trace = case(f"h = relu({name}·u·v·w + 1), L = h², {name}=1, u=2, v=3, w=2")
    points = drawn_points(exercise, trace)
    assert {point[name] * point["u"] * point["v"] * point["w"] + 1 > 0 for point in points} == {True, False}


def test_the_gradient_of_a_longer_sum_is_shared_among_all_of_its_summands(case) -> None:
    """s = 3·(2 + 3 + 5) = 30, so ∂L/∂a is 2·30·3 = 180, and a third of it 60."""
    summed = case("s = a·w + b·w + c·w, L = s², a=2, b=3, c=5, w=3")
    assert summed.values("dL/da", "split-sum") == [60]  # 2·30·3/3


def test_a_long_chain_is_looked_at_near_the_question_only(case) -> None:
    steps = "".join(f"  - h{n} = σ(v·h{n - 1})\n" for n in range(1, 400))
    chain = case(f"model:\n  - h0 = w·x\n{steps}loss: (h399 − y)²\ngiven: {{w: 2, x: 3, v: 1.5, y: 1}}\n")
    assert 0 < len(chain.outcomes("dloss/dv")) < 3_000
