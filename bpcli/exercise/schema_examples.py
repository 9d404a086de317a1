"""What an editor offers under each key of an exercise file: a row a key, as YAML reads it.

The numbers are those of one exercise that tells the usual mistakes apart: w = 3, x = 5, y = 4.
"""

from __future__ import annotations

from typing import Any

from bpcli.exercise.keys import Key

_TRIAL = {"ask": "dloss/dw", "answer": 55, "verdict": "wrong", "diagnosis": "missing-power-coefficient"}
_TRAIN = {"data": {"x": [1, 2, 3], "y": [2, 4, 6]}, "start": {"w": 1}, "lr": 0.01, "epochs": 100, "predict": {"x": 4}}
_VARIANTS = {"names": {"x": "integer 1..9", "w": "number -2..2 step 0.5"}, "where": "x ≠ 0, w ≠ 1"}

EXAMPLES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("", "title"): ("Linear model, one sample", {"en": "Linear model", "zh": "线性模型"}),
    ("", "about"): ("One weight, one sample.", {"en": "One weight.", "zh": "一个权重。"}),
    ("", "level"): (1, 2, 3, 4, 5),
    ("", "tags"): (["linear", "loss"],),
    ("", "model"): ("ŷ = w·x", ["z = w·x + b", "ŷ = σ(z)"]),
    ("", "formula"): ("y = w·x, x = 2, y = 4",),
    ("", "loss"): ("(ŷ − y)²", ["r = ŷ − y", "loss = r²"]),
    ("", "upstream"): ({"z": 5},),
    ("", "given"): ({"x": 5, "w": 3, "y": 4}, {"x": [1, -1], "W": [[1, 2], [3, 4]], "b": "1/3"}),
    ("", "parameters"): (["w", "b"],),
    ("", "functions"): ({"swish(a)": "a·σ(a)"},),
    ("", "expect"): ({"loss": 121, "dloss/dw": 110, "dŷ/dw": "x"},),
    ("", "ask"): (["loss", "dloss/dr", {"dloss/dw": "formula"}],),
    ("", "hints"): ({"dloss/dw": "Which node does w feed?"},),
    ("", "tests"): ([_TRIAL],),
    ("tests", "ask"): (_TRIAL["ask"],),
    ("tests", "answer"): (_TRIAL["answer"], "2·r·x"),
    ("tests", "diagnosis"): (_TRIAL["diagnosis"],),
    ("", "variants"): (_VARIANTS,),
    ("variants", "names"): (_VARIANTS["names"],),
    ("variants", "where"): (_VARIANTS["where"],),
    ("", "train"): (_TRAIN,),
    ("train", "data"): (_TRAIN["data"],),
    ("train", "start"): (_TRAIN["start"],),
    ("train", "lr"): (_TRAIN["lr"],),
    ("train", "epochs"): (_TRAIN["epochs"],),
    ("train", "momentum"): (0.9,),
    ("train", "predict"): (_TRAIN["predict"],),
}


def examples_of(key: Key) -> dict[str, Any]:
    """The part of a schema that shows what may stand under a key; nothing where the schema lists it anyway."""
    examples = EXAMPLES.get((key.under, key.name), ())
    return {"examples": list(examples)} if examples else {}
