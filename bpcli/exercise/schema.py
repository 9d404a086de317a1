"""The JSON Schema of an exercise file, for editors and other programs: `json_schema()`.

It is made from the rows of `bpcli.exercise.keys` and says, in draft-07, what the loader says of a file's shape. What a
schema cannot say (names that must be known, rows equally long, everything mathematical) is left to `bpcli check`.
Types stand side by side in one schema rather than in `oneOf`, and `errorMessage` and `patternErrorMessage` go with
what may be violated: editors that know them (VS Code's YAML extension) then show a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from bpcli.core.limits import ARRAY_NUMBERS, FORMULA_CHARACTERS, GIVEN_NAMES, STEPS, TITLE_CHARACTERS
from bpcli.core.say import say
from bpcli.exercise.keys import EXCLUSIVE, FORMS, INSTEAD, KEYS, Key, Takes
from bpcli.exercise.reader import ABOUT_CHARACTERS, LANGUAGE
from bpcli.exercise.schema_examples import examples_of
from bpcli.exercise.variants import CHOICES, SIGN, SPAN

Schema: TypeAlias = dict[str, Any]

IDENTITY = "urn:bpcli:exercise:1"
FILE_NAME = "exercise.schema.json"
_DRAFT = "http://json-schema.org/draft-07/schema#"

_SAYS = r"\S"
_END = r"$(?!\n)"  # to Python, `$` alone is also the place before a last line end
_SCALAR = ["string", "number", "boolean"]  # `title: 5` and `title: true` are texts to the loader, not to YAML
_SHOWS_NOTHING = r"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069"
_DIGIT = "0-9０-９¼-¾⅐-⅞↉𝟎-𝟿"
_MINUS = "[-‐-—−﹣－]"
_NUMBER_CHARACTERS = 400
_NUMBER = rf"(?=[^:]*[{_DIGIT}])[^:]{{1,{_NUMBER_CHARACTERS}}}"
_ARRAY = rf"\s*[\[［](?=[^:]*[{_DIGIT}])[^:]*"
_NOT_NEGATIVE = rf"(?!\s*{_MINUS}[\s0.]*[{_DIGIT.replace('0-9０-９', '1-9１-９')}])"


def json_schema() -> Schema:
    """The schema, its descriptions in the language that is spoken."""
    return {
        "$schema": _DRAFT,
        "$id": IDENTITY,
        "title": say("schema.title"),
        "description": say("schema.description"),
        **_table(KEYS),
        "allOf": [*map(_instead, INSTEAD.items()), *map(_exclusive, EXCLUSIVE)],
        "definitions": _definitions(),
    }


def schema_text(schema: Schema, *, ascii: bool = False) -> str:  # noqa: A002 - as in Look
    """The schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=ascii) + "\n"


def _table(keys: Iterable[Key]) -> Schema:
    keys = tuple(keys)
    required = [key.name for key in keys if key.required and key.name not in INSTEAD]
    return {
        "type": "object",
        "properties": {key.name: _property(key) for key in keys},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _property(key: Key) -> Schema:
    shape = _SHAPES[key.takes](key) | _SINGULAR.get((key.under, key.name), dict)()
    return {"description": key.about, **shape, **_told(key), **examples_of(key)}


def _told(key: Key) -> Schema:
    """What an editor says of the wrong type, where the loader has a sentence for it."""
    try:
        return {"errorMessage": say(f"exercise.wrong-{key.takes}-help")}
    except KeyError:
        return {}


def _instead(pair: tuple[str, str]) -> Schema:
    key, other = pair
    return {"if": {"required": [other]}, "else": {"required": [key]}}


def _exclusive(pair: tuple[str, str]) -> Schema:
    one, other = pair
    return {"if": {"required": [one]}, "then": {"properties": {other: False}}}


def _definitions() -> Schema:
    sentence = say("exercise.not-a-number-help")
    bounds = {"minimum": -sys.float_info.max, "maximum": sys.float_info.max, "patternErrorMessage": sentence}
    number = {"type": ["number", "string"], **bounds, "pattern": f"^{_NUMBER}{_END}"}
    row = {"type": ["number", "string", "array"], **bounds, "pattern": f"^{_NUMBER}{_END}", **_list("number")}
    value = {"type": ["number", "string", "array"], **bounds, "pattern": f"^(?:{_ARRAY}|{_NUMBER}){_END}"}
    return {
        "number": {"description": say("schema.number"), **number},
        "row": {"description": say("schema.row"), **row},
        "value": {"description": say("schema.value"), **value, **_list("row"), **_even()},
    }


def _list(definition: str) -> Schema:
    return {"minItems": 1, "maxItems": ARRAY_NUMBERS, "items": _reference(definition)}


def _even() -> Schema:
    """Rows beside rows, or numbers beside numbers."""
    return {
        "if": {"items": [{"type": "array"}]},
        "then": {"items": {"type": "array"}},
        "else": {"items": {"type": ["number", "string"]}},
    }


def _reference(definition: str) -> Schema:
    return {"$ref": f"#/definitions/{definition}"}


def _line() -> Schema:
    """What `Reader.text` takes."""
    return {
        "maxLength": TITLE_CHARACTERS,
        "pattern": rf"^(?=.*\S)[^{_SHOWS_NOTHING}]*{_END}",
        "patternErrorMessage": say("schema.line"),
    }


def _paragraph() -> Schema:
    """The same where it may run over lines: blanks and line ends in a row count as one character."""
    counted = rf"(?:[^\s{_SHOWS_NOTHING}]|\s+(?=\S)){{1,{ABOUT_CHARACTERS}}}"
    return {
        "pattern": rf"^\s*(?=\S){counted}\s*{_END}",
        "patternErrorMessage": say("schema.paragraph", limit=f"{ABOUT_CHARACTERS:,}"),
    }


def _wording(text: Schema) -> Schema:
    languages = {"pattern": f"^{LANGUAGE.pattern}{_END}", "patternErrorMessage": say("exercise.not-a-language-help")}
    return {
        "type": [*_SCALAR, "object"],
        **text,
        "propertyNames": languages,
        "additionalProperties": {"type": _SCALAR, **text},
    }


def _titled(key: Key) -> Schema:
    return _wording(_paragraph() if key.name == "about" else _line())


def _text(_: Key) -> Schema:
    return {"type": _SCALAR}


def _words(_: Key) -> Schema:
    return {"type": [*_SCALAR, "array", "null"], **_line(), "items": {"type": _SCALAR, **_line()}}


def _whole(key: Key) -> Schema:
    return {"type": "integer", "minimum": key.low, "maximum": key.high}


def _number(_: Key) -> Schema:
    return {
        "type": ["number", "string"],
        "minimum": 0,
        "maximum": sys.float_info.max,
        "pattern": f"^{_NOT_NEGATIVE}{_NUMBER}{_END}",
        "patternErrorMessage": say("exercise.not-a-number-help"),
    }


def _choice(key: Key) -> Schema:
    return {"enum": list(key.choices)}


def _steps(_: Key) -> Schema:
    step = {"type": _SCALAR, "minLength": 1}
    return {"type": [*_SCALAR, "array"], "minLength": 1, "minItems": 1, "maxItems": STEPS, "items": step}


def _question() -> Schema:
    return {"pattern": _SAYS, "patternErrorMessage": say("exercise.empty-question-help")}


def _by_question(entry: Schema) -> Schema:
    return _by_name(entry) | {"propertyNames": _question()}


def _by_name(entry: Schema) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": entry}


def _samples(_: Key) -> Schema:
    samples = {"allOf": [{"type": "array"}, _reference("value")]}
    return {"type": "object", "minProperties": 1, "additionalProperties": samples}


def _statements(_: Key) -> Schema:
    bounds = {"minimum": -sys.float_info.max, "maximum": sys.float_info.max}
    return _by_question({"type": [*_SCALAR, "array"], **bounds, "minLength": 1, **_list("row"), **_even()})


def _questions(_: Key) -> Schema:
    form = {"enum": list(FORMS)}
    asked = {**_question(), "propertyNames": _question(), "additionalProperties": form}
    item = {"type": [*_SCALAR, "object"], **asked}
    return {"type": [*_SCALAR, "array", "object", "null"], **asked, "items": item}


def _hints(_: Key) -> Schema:
    hint = _wording(_line())
    return _by_question(hint | {"type": [*_SCALAR, "object", "array", "null"], "items": hint})


def _trials(key: Key) -> Schema:
    return {"type": "array", "items": _table(key.keys)}


def _ranges(_: Key) -> Schema:
    return _by_name(
        {
            "type": ["string", "array"],
            "maxLength": FORMULA_CHARACTERS,
            "pattern": f"^(?:{SPAN.pattern}|{CHOICES.pattern}){_END}",
            "patternErrorMessage": say("exercise.wrong-range-help"),
            "minItems": 1,
            "items": _reference("number"),
        }
    )


_SHAPES: dict[Takes, Callable[[Key], Schema]] = {
    Takes.TEXT: _text,
    Takes.WORDING: _titled,
    Takes.WORDS: _words,
    Takes.WHOLE: _whole,
    Takes.NUMBER: _number,
    Takes.TRUTH: lambda _: {"type": "boolean"},
    Takes.CHOICE: _choice,
    Takes.STEPS: _steps,
    Takes.VALUE: lambda _: {"type": [*_SCALAR, "array", "null"]},  # `answer` under `tests`: what a learner can type
    Takes.VALUES: lambda _: _by_name(_reference("value")),
    Takes.SAMPLES: _samples,
    Takes.FUNCTIONS: lambda _: _by_name({"type": _SCALAR, "minLength": 1}),
    Takes.STATEMENTS: _statements,
    Takes.QUESTIONS: _questions,
    Takes.HINTS: _hints,
    Takes.TRIALS: _trials,
    Takes.RANGES: _ranges,
    Takes.TABLE: lambda key: _table(key.keys),
}


def _condition() -> Schema:
    message = say("exercise.wrong-condition-help")
    return {"type": "string", "pattern": SIGN.pattern, "patternErrorMessage": message}


# What the loader asks of single keys besides what they take: (the key it belongs to, the key).
_SINGULAR: dict[tuple[str, str], Callable[[], Schema]] = {
    ("", "formula"): lambda: {"minLength": 1},
    ("", "given"): lambda: {"maxProperties": GIVEN_NAMES},
    ("", "upstream"): lambda: {"maxProperties": 1},
    ("tests", "ask"): _question,
    ("tests", "diagnosis"): _line,
    ("variants", "where"): _condition,
}
