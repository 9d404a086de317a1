"""Programs of trainings print the numbers of the notes, and those of `bpcli train`."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise

import pytest

from bpcli.engine.descent.descent import descend
from bpcli.exercise import library
from bpcli.render.program.module import MODULE_ATTRIBUTES
from bpcli.render.program.style import NoProgram, Style
from bpcli.tutor.training.plan import Wishes, plan
from tests.render.program.conftest import read, script

TRAINED = [one.name for one in library.shipped() if read(one.name).train]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def numbers(text):
    return [float(number) for number in _NUMBER.findall(text)]


def printed(out):
    """What a program printed: the gradients of each update, the loss of each epoch, and both predictions."""
    lines = out.splitlines()
    gradients = [
        numbers(re.sub(r"\b[A-Za-z]\w*:", "", line.partition(":")[2])) for line in lines if line.startswith("\tgrad:")
    ]
    losses = [numbers(line)[-1] for line in lines if line.startswith("progress:")]
    return gradients, losses, [numbers(line) for line in lines if line.startswith("predict")]


@cache
def trained(text):
    """The same from the training itself: gradients of each update, and the loss of each epoch."""
    run = descend(plan(read(text), Wishes(), {}).task)
    rows = []
    for update in map(run.update, range(len(run))):
        flat = [value.flat if hasattr(value, "flat") else [value] for value in update.gradients]
        rows.append([float(entry) for entries in flat for entry in entries])
    return rows, list(run.losses())


def compare(out, text, rel):
    gradients, losses, _ = printed(out)
    rows, expected = trained(text)
    assert len(losses) == len(expected), out[-300:]
    for mine, theirs in zip(losses, expected, strict=True):
        assert math.isclose(mine, theirs, rel_tol=rel, abs_tol=rel), (mine, theirs)
    for shown, row in zip(gradients, rows, strict=True):
        for mine, theirs in zip(shown[len(shown) - len(row) :], row, strict=True):
            assert math.isclose(mine, theirs, rel_tol=rel, abs_tol=rel), (shown, row)


NOTES = {  # losses by epoch, and the last number that is predicted, as the lecture notes have them
    "linear": ({0: 7.315943717956543, 1: 3.9987640380859375, 99: 9.094947017729282e-13}, 7.999998569488525),
    "linear-accumulated": ({0: 6.994967937469482}, 7.643394470214844),
    "quadratic": ({95: 0.0012983194319531322, 98: 0.0013341286685317755}, 8.284846305847168),
    "quadratic-ones": ({99: 0.00631808303296566}, 8.544171333312988),
    "quadratic-xwx": ({}, 8.544172286987305),
    "regression": ({0: 23.25, 1: 10.569900512695312, 99: 0.09696171432733536}, 7.642047882080078),
}


def test_the_programs_print_the_numbers_of_the_notes_and_of_the_training_to_the_last_digit(outputs):
    said = outputs({name: script(name) for name in TRAINED})
    for name, (losses, prediction) in NOTES.items():
        _, found, predicted = printed(said[name])
        assert {epoch: found[epoch] for epoch in losses} == losses
        assert predicted[-1][-1] == prediction
        compare(said[name], name, 0)
    assert "\tgrad: 2.0 4.0 -7.840000152587891" in said["linear"]
    compare(said["xor"], "xor", 1e-9)
    assert set(TRAINED) == {*NOTES, "xor"}


def test_the_programs_with_modules_print_the_same_numbers(outputs):
    names = [name for name in TRAINED if name != "linear-accumulated"]
    said = outputs({name: script(name, Style.MODULE) for name in names})
    for name in names:
        compare(said[name], name, {"regression": 0, "xor": 1e-9}.get(name, 1e-4))
    assert printed(said["regression"])[2][-1][-1] == 7.642047882080078


def test_a_linear_regression_is_the_module_of_the_notes():
    text = script("regression", Style.MODULE)
    for line in (
        "self.linear = torch.nn.Linear(1, 1)  # parameters w, b",
        "return self.linear(X)  # nodes Z = X·w, ŷ = Z + b",
        'criterion = torch.nn.MSELoss(reduction="sum")  # the loss: sum(r²)',
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.01)",
    ):
        assert line in text
    assert "Parameter" not in text


def exercise(model, loss, given, train):
    return f"title: t\nmodel: {model}\nloss: {loss}\ngiven: {given}\ntrain: {train}\n"


LINEAR = ("ŷ = w·x + b", "(ŷ − y)²", "{w: 0.3, b: -0.1, x: 1, y: 2}")
DATA = "data: {x: [1, -2, 0.7], y: [2, 0.1, -3]}, epochs: 4, lr: 0.05"
TRAININGS = {
    "a batch sample by sample, averaged": exercise(*LINEAR, f"{{{DATA}, per: batch, predict: {{x: 2}}}}"),
    "a batch sample by sample, summed": exercise(*LINEAR, f"{{{DATA}, per: batch, reduction: sum, dtype: float64}}"),
    "momentum by hand": exercise(*LINEAR, f"{{{DATA}, momentum: 0.9}}"),
    "momentum of the optimizer": exercise(*LINEAR, f"{{{DATA}, momentum: 0.9, update: torch}}"),
    "Adam": exercise(*LINEAR, f"{{{DATA}, optimizer: adam, dtype: float64}}"),
    "no zeroing, by hand": exercise(*LINEAR, f"{{{DATA}, zero_grad: false}}"),
    "no zeroing, with an optimizer": exercise(*LINEAR, f"{{{DATA}, zero_grad: false, update: torch}}"),
    "arrays for samples": exercise(
        "[z = W·x + b, ŷ = σ(z)]",
        "sum((ŷ − y)²)",
        "{W: [[1, 2], [-1, 0.5]], b: [0, 0.1], x: [1, 2], y: [0, 1]}",
        "{data: {x: [[1, 2], [0, 1]], y: [[0, 1], [1, 0]]}, epochs: 3, lr: 0.1, dtype: float64, predict: {x: [1, 1]}}",
    ),
    "a penalty on a weight": exercise("ŷ = w·x", "(ŷ − y)² + 0.1·w²", "{w: 0.3, x: 1, y: 2}", f"{{{DATA}}}"),
    "a loss that reads no prediction of its own": exercise(
        "[a = w·x, b = a²]", "(b − y)²", "{w: 0.3, x: 1, y: 2}", f"{{{DATA}}}"
    ),
    "a value that is fixed": exercise("ŷ = w·x·x₀", "(ŷ − y)²", "{w: 0.3, x: 1, x₀: 3, y: 2}", f"{{{DATA}}}"),
    "names that mean something to Python and to modules": exercise(
        "[print = λ·x, loss = print + forward]",
        "[torch = loss − train, model = torch²]",
        "{λ: 0.3, x: 1, forward: 1, train: 2}",
        "{data: {x: [1, 2], train: [2, 4]}, epochs: 3, lr: 0.05, predict: {x: 3}}",
    ),
    "a sample of classes": exercise(
        "z = W·x",
        "cross_entropy(z, t)",
        "{W: [[1, 2], [0, 1], [-1, 0.5]], x: [1, 2], t: 0}",
        "{data: {x: [[1, 2], [0, 1]], t: [0, 2]}, epochs: 3, lr: 0.1, dtype: float64}",
    ),
    "probabilities": exercise(
        "p = σ(w·x)",
        "bce(p, y)",
        "{w: 1, x: 1, y: 1}",
        "{data: {x: [1, 2], y: [1, 0]}, epochs: 3, lr: 0.1, dtype: float64}",
    ),
}
WITHIN = exercise("[h = w·x, ŷ = h + b]", "(ŷ − y)² + h²", "{w: 0.3, b: 1, x: 1, y: 2}", f"{{{DATA}}}")


def test_every_way_to_train_is_written_as_it_is_computed(outputs):
    scripts = {name: script(text) for name, text in TRAININGS.items()} | {"within": script(WITHIN)}
    said = outputs(scripts)
    for name, text in {**TRAININGS, "within": WITHIN}.items():
        compare(said[name], text, 1e-9 if "float64" in text else 1e-6)


def test_every_way_to_train_a_module_is_written_as_it_is_computed(outputs):
    said = outputs({name: script(text, Style.MODULE) for name, text in TRAININGS.items()})
    for name, text in TRAININGS.items():
        compare(said[name], text, 1e-9 if "float64" in text else 1e-4)


COLUMN = exercise(
    "ŷ = X·w",
    "sum((ŷ − y)²)",
    "{w: [0.5], X: [[1], [2]], y: [2, 4]}",
    "{data: {X: [[1], [2]], y: [2, 4]}, per: batch, epochs: 2, lr: 0.1, predict: {X: 4}}",
)


def test_a_prediction_for_another_shape_than_the_data_s_has_a_function_of_its_own(outputs):
    scripts = {style: script(COLUMN, style) for style in (Style.NOTES, Style.MODULE)}
    assert "def forward(X):\n    return X @ w" in scripts[Style.NOTES]
    assert "def predict(X):\n    return X * w" in scripts[Style.NOTES]
    for out in outputs(scripts).values():
        first, last = printed(out)[2]
        assert first == [4.0, 2.0]
        assert last == pytest.approx([4.0, 8.0])  # w = 2 after one update


def test_a_parameter_that_the_loss_does_not_read_is_not_learnt(outputs):
    text = exercise("[unused = q·x, ŷ = w·x]", "(ŷ − y)²", "{w: 0.3, q: 1, x: 1, y: 2}", f"{{{DATA}}}")
    scripts = {style: script(text, style) for style in (Style.NOTES, Style.MODULE)}
    assert "q = torch.tensor(1.0)  # q is not learnt: the loss does not depend on it" in scripts[Style.NOTES]
    losses = trained(text)[1]
    for out in outputs(scripts).values():
        assert printed(out)[1] == pytest.approx(losses, rel=1e-4)


def test_a_loss_that_reads_from_within_the_model_cannot_be_a_module():
    with pytest.raises(NoProgram, match="reads h from within"):
        script(WITHIN, Style.MODULE)


def test_an_exercise_without_training_has_no_loop():
    with pytest.raises(NoProgram, match="--style tables"):
        script("node", Style.NOTES)


def test_no_parameter_replaces_what_a_module_has(outputs):
    [said] = outputs({"": "import torch\nprint(*dir(torch.nn.Module()))"}).values()
    assert {name for name in said.split() if not name.startswith("_")} - set(MODULE_ATTRIBUTES) == set()


def test_a_comment_says_which_node_a_line_builds():
    lines = script("quadratic").splitlines()
    begin, end = (
        lines.index("def forward(x):"),
        lines.index('print("predict (before training)", 4.0, forward(torch.tensor(4.0)).item())'),
    )
    comments = [line.partition("  # ")[2] for line in lines[begin:end] if "  # " in line]
    assert comments == [
        "node z₁ = w₁·x²",
        "node z₂ = w₂·x",
        "node z = z₁ + z₂",
        "node ŷ = z + b",
        "node r = ŷ − y",
        "node loss = r²",
    ]


def test_forward_backward_update_and_zero_follow_each_other_as_in_the_notes():
    text = script("linear")
    places = [text.index(part) for part in ("= loss(x, y)", ".backward()", ".grad.item()", "w.data = ", ".zero_()")]
    assert all(a < b for a, b in pairwise(places))
