"""The mistakes learners make: a row each, in the order in which they are named.

To add a mistake, add a row here with a wrong answer that shows it, and its sentence `mistakes.<id>` in the texts.
Where two rows give the same answers for every choice of the givens at a question, the first one is named.
"""

from __future__ import annotations

from bpcli.tutor.mistakes import anywhere, at_edges, on_the_way
from bpcli.tutor.mistakes.row import Anywhere, AtEdges, OnTheWay, Row, Sample

_PRODUCTS = ("mul", "hadamard", "matmul")
_MEANS = ("mean", "mse", "bce", "bce_with_logits", "cross_entropy", "class_entropy")

_SIGMOID = "z = w·x, a = σ(z), loss = (a − y)², w=0.5, x=3, y=2"
_TANH = "z = w·x, a = tanh(z), loss = (a − y)², w=0.5, x=3, y=2"
_RELUS = "H = relu(W·x), L = sum((H − y)²), W=[[1, 2], [3, -4]], x=[5, 7], y=[1, 2]"
_MATRICES = "Y = W·X, loss = sum(Y²), W=[[1, 2], [3, 5]], X=[[2, 1], [-1, 4]]"
_TRAINED = """\
model: ŷ = w·x
loss: loss = (ŷ − y)²
given: {x: 4, w: 2.75, y: 6}
train: {data: {x: [4], y: [6]}, start: {w: 1}, lr: 0.01, epochs: 10}
"""

MISTAKES: tuple[Row, ...] = (
    AtEdges(
        "missing-power-coefficient", at_edges.power_without_coefficient, Sample("linear-sample", "dloss/dw", "55"),
        ops=("pow", "square"),
    ),
    AtEdges(
        "kept-exponent", at_edges.power_with_old_exponent, Sample("linear-sample", "dloss/dw", "1210"),
        ops=("pow", "square"),
    ),
    Anywhere("negated-gradient", anywhere.negated, Sample("linear-sample", "dloss/dw", "-110")),
    AtEdges(
        "residual-sign", at_edges.other_sign, Sample("u = x − w, v = 3w, L = u·v, x=7, w=2", "dL/dw", "21"),
        ops=("sub",),
    ),
    Anywhere("gave-update", anywhere.updated, Sample("linear", "dloss/dw", "1.08")),
    Anywhere("gave-step", anywhere.stepped, Sample("linear", "dloss/dw", "-0.08")),
    AtEdges("no-upstream", at_edges.local_alone, Sample("linear-sample", "dloss/dw", "5")),
    Anywhere("stopped-early", anywhere.neighbour, Sample("linear-sample", "dloss/dw", "22")),
    AtEdges("skipped-factor", at_edges.upstream_through_step, Sample(_SIGMOID, "dloss/dw", "-7.09455")),
    AtEdges("divided-by-local", at_edges.divided, Sample("linear-sample", "dloss/dw", "4.4"), arrays=False),
    AtEdges("added-local", at_edges.added, Sample("linear-sample", "dloss/dw", "27"), arrays=False),
    AtEdges(
        "dropped-operand", at_edges.without_operand, Sample(_MATRICES, "dloss/dX", "[[2, 64], [2, 64]]"),
        ops=_PRODUCTS,
    ),
    AtEdges("own-operand", at_edges.with_own_operand, Sample("linear-sample", "dloss/dw", "66"), ops=_PRODUCTS),
    OnTheWay("missing-path", on_the_way.dropped, Sample("quadratic", "dloss/dx", "64")),
    OnTheWay(
        "overwrote-path", on_the_way.overwritten, Sample("s = w·a + w²·b + w³·c, a=2, b=3, c=5, w=7", "ds/dw", "2"),
    ),
    OnTheWay("multiplied-paths", on_the_way.multiplied, Sample("quadratic", "dloss/dx", "1024")),
    AtEdges("split-sum", at_edges.shared, Sample("two-paths", "dloss/dx", "114"), ops=("add", "sum")),
    AtEdges("sigmoid-value", at_edges.result_for_local, Sample(_SIGMOID, "dloss/dw", "-5.80033"), ops=("sigmoid",)),
    AtEdges(
        "sigmoid-one-minus", at_edges.one_minus_result, Sample(_SIGMOID, "dloss/dw", "-1.29423"),
        ops=("sigmoid",),
    ),
    AtEdges(
        "sigmoid-of-input", at_edges.sigmoid_rule_of_input, Sample(_SIGMOID, "dloss/dw", "5.32091"),
        ops=("sigmoid",),
    ),
    AtEdges(
        "sigmoid-twice", at_edges.sigmoid_rule_of_result, Sample(_SIGMOID, "dloss/dw", "-1.50739"),
        ops=("sigmoid",),
    ),
    AtEdges("tanh-of-input", at_edges.one_minus_square_of_input, Sample(_TANH, "dloss/dw", "8.21139"), ops=("tanh",)),
    AtEdges("tanh-one-minus", at_edges.one_minus_result, Sample(_TANH, "dloss/dw", "-0.623092"), ops=("tanh",)),
    AtEdges("relu-ignored", at_edges.upstream_alone, Sample(_RELUS, "dL/dx", "[24, 88]"), ops=("relu", "leaky_relu")),
    AtEdges(
        "relu-inverted", at_edges.turned_gate,
        Sample("h = leaky_relu(z, 0.1), L = (h − y)², z=3, y=7", "dL/dz", "-0.8"),
        ops=("relu", "leaky_relu"),
    ),
    AtEdges(
        "relu-value", at_edges.input_for_local, Sample("relu-neuron", "dloss/dw", "-90"),
        ops=("relu", "leaky_relu"),
    ),
    AtEdges("mean-without-n", at_edges.times_count, Sample("batch-gradient", "dloss/dw", "-28"), ops=_MEANS),
    AtEdges(
        "half-convention", at_edges.half, Sample("L = mse(p, y), p=5, y=2", "dL/dp", "3"),
        ops=("mse", "sse", "pow", "square"),
    ),
    Anywhere("batch-not-summed", anywhere.one_sample, Sample("regression", "dloss/db", "-2")),
    OnTheWay("inner-argument", on_the_way.inner_argument, Sample("linear-sample", "dloss/dw", "150")),
    AtEdges(
        "quotient-lost-sign", at_edges.denominator_sign, Sample("s = u + v, p = u/s, u=3, v=5", "dp/du", "0.171875"),
        ops=("div",),
    ),
    AtEdges(
        "quotient-lost-square", at_edges.denominator_square, Sample("quotient-node", "dL/dv", "-12"),
        ops=("div",),
    ),
    AtEdges(
        "log-of-log", at_edges.result_for_local, Sample("z = log(x), L = z², x=3", "dL/dx", "2.4139"),
        ops=("log",),
    ),
    AtEdges(
        "exp-as-power", at_edges.power_rule_on_exp, Sample("z = exp(x), L = z², x=3", "dL/dx", "890.479"),
        ops=("exp",),
    ),
    AtEdges(
        "softmax-diagonal-only", at_edges.softmax_diagonal,
        Sample("softmax-cross-entropy", "dloss/dz", "[0, -0.740504, 0]"),
        ops=("softmax", "log_softmax"),
    ),
    AtEdges(
        "max-to-all", at_edges.to_all, Sample("u = 2a, m = max(u, b), L = m², a=3, b=7", "dL/da", "28"),
        ops=("max", "min", "amax", "amin"),
    ),
    AtEdges(
        "transposed", at_edges.other_transposed, Sample(_MATRICES, "dloss/dW", "[[-18, 72], [-42, 186]]"),
        ops=("matmul", "transpose"), also=anywhere.transposed_answer,
    ),
    AtEdges(
        "elementwise-for-matrix", at_edges.entry_by_entry, Sample(_MATRICES, "dloss/dX", "[[0, 36], [6, 230]]"),
        ops=("matmul",),
    ),
    Anywhere("value-for-gradient", anywhere.value, Sample("linear-sample", "dloss/dw", "3")),
    Anywhere("swapped-names", anywhere.leaves_swapped, Sample("linear-sample", "r", "7")),
    Anywhere("stale-value", anywhere.stale, Sample(_TRAINED, "dloss/dw", "-16")),
    Anywhere("rounded-early", anywhere.few_digits, Sample("tanh-neuron", "dloss/dw", "6.89023")),
)  # fmt: skip

# By its nature a rounded value lies near the right one: it tells nothing of whether an answer has enough digits, and
# no choice of numbers hides it.
NEAR = frozenset({"rounded-early"})
IDS = tuple(row.id for row in MISTAKES)
