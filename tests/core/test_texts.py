"""The catalogues: every language says the same sentences with the same fields, and the one chosen is spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter

import pytest

from bpcli.core import texts
from bpcli.core.say import say, speak

HAN = re.compile(r"[\u4e00-\u9fff]")
WORDLESS = {
    "lists.between",
    "quiz.answer-line",
    "quiz.comment",
    "grade.asked-in",
    "grade.because",
    "grade.count-of",
    "check.proof",
    "render.labelled",
    "tutor.stated-differs-help",
    "cli.error",
    "render.number",
    "exercise.found-text",
}  # nothing in them to translate


def rooms(language: str) -> dict[str, dict[str, str]]:
    package = import_module(f"bpcli.core.texts.{language}")
    names = [module.name for module in iter_modules(package.__path__)]
    return {name: import_module(f"bpcli.core.texts.{language}.{name}").TEXTS for name in names}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def filled(sentence: str) -> str:
    return sentence.format(**{name: f"<{name}>" for name in fields(sentence)})


ENGLISH = rooms("en")
TRANSLATIONS = sorted({module.name for module in iter_modules(texts.__path__)} - {"en"})
TRANSLATED_ROOMS = [(language, room) for language in TRANSLATIONS for room in ENGLISH]


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    speak()


def test_there_is_a_translation() -> None:
    assert "zh" in TRANSLATIONS


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_rooms_of_the_english_catalogue(language: str) -> None:
    assert set(rooms(language)) == set(ENGLISH)


@pytest.mark.parametrize(("language", "room"), TRANSLATED_ROOMS)
def test_a_translated_room_has_the_keys_of_the_english_one_in_its_order(language: str, room: str) -> None:
    assert list(rooms(language)[room]) == list(ENGLISH[room])


@pytest.mark.parametrize(("language", "room"), TRANSLATED_ROOMS)
def test_a_translated_sentence_has_the_fields_of_the_english_one(language: str, room: str) -> None:
    translated = rooms(language)[room]
    differing = [key for key, sentence in ENGLISH[room].items() if fields(translated[key]) != fields(sentence)]
    assert not differing


@pytest.mark.parametrize(("language", "room"), TRANSLATED_ROOMS)
def test_a_translated_sentence_quotes_the_code_that_the_english_one_quotes(language: str, room: str) -> None:
    translated = rooms(language)[room]
    quoted = re.compile(r"`[^`]*`|--[a-z]+|\{\{.*\}\}|\bbpcli \w+")
    differing = [
        key
        for key, sentence in ENGLISH[room].items()
        if sorted(quoted.findall(translated[key])) != sorted(quoted.findall(sentence))
    ]
    assert not differing


@pytest.mark.parametrize("room", ENGLISH)
def test_every_chinese_sentence_is_in_chinese(room: str) -> None:
    said = {f"{room}.{key}": filled(sentence) for key, sentence in rooms("zh")[room].items()}
    assert [key for key, sentence in said.items() if key not in WORDLESS and not HAN.search(sentence)] == []


@pytest.mark.parametrize("room", ENGLISH)
def test_no_chinese_sentence_has_narrow_punctuation_behind_a_chinese_character(room: str) -> None:
    narrow = re.compile(rf"{HAN.pattern}[,.;:?!()]")
    assert [key for key, sentence in rooms("zh")[room].items() if narrow.search(sentence)] == []


@pytest.mark.usefixtures("english_again")
def test_chinese_is_said_once_it_is_spoken() -> None:
    speak("zh")
    assert say("tutor.backward") == "反向传播"
    assert say("render.paths", count=2) == "2 条路径"


@pytest.mark.usefixtures("english_again")
def test_a_language_without_a_catalogue_falls_back_to_english() -> None:
    speak("tlh")
    assert say("tutor.backward") == "Backward"


@pytest.mark.usefixtures("english_again")
def test_the_language_liked_second_is_said_where_the_first_has_no_catalogue() -> None:
    speak("tlh", "zh")
    assert say("tutor.backward") == "反向传播"


@pytest.mark.usefixtures("english_again")
def test_english_is_said_again_once_no_language_is_chosen() -> None:
    speak("zh")
    speak()
    assert say("tutor.backward") == "Backward"


def test_a_sentence_that_no_catalogue_has_is_a_key_error() -> None:
    with pytest.raises(KeyError, match=r"tutor\.nothing-of-the-kind"):
        say("tutor.nothing-of-the-kind")
