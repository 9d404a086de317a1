"""Read what is asked of an exercise and what its author says about the answers: `ask`, `expect`, `hints`, `tests`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bpcli.core.findings import Faults
from bpcli.core.say import listed
from bpcli.core.source import Excerpt, Place
from bpcli.exercise.given import Given, Within, tolerance, value
from bpcli.exercise.keys import FORMS, Key, key_of
from bpcli.exercise.names import unknown
from bpcli.exercise.reader import Reader
from bpcli.exercise.telling import shortened
from bpcli.exercise.wording import Wording
from bpcli.exercise.yaml_tree import Mapping, Node, Scalar, Sequence, as_written
from bpcli.language.names import Scope
from bpcli.language.numbers import reads_as_given
from bpcli.language.parser import parse_formula, read_name
from bpcli.language.questions import Question, parse_question
from bpcli.language.tree import Tree

_REPEAT = re.compile(r"#\d+$")  # as in `w·x#2`
OUTPUT = ("L", "loss")  # other names of the output, where no node is called so


@dataclass(frozen=True, slots=True)
class Ask:
    """What the quiz asks, answered by a `number` or a `formula`."""

    question: Question
    form: str
    place: Place


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the author says is right: numbers, or a formula.

    `within` has the shape of `value`: how far each number may be off (half a unit of a decimal's last
    digit, 0 for a fraction), or None where 1e-9 of the result is the measure.
    """

    question: Question
    excerpt: Excerpt
    value: Given | None = None
    within: Within = None
    formula: Tree | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """The author's own hints for a question, in the order they are to be given."""

    question: Question
    texts: tuple[Wording, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer, and what the grader must say to it; `asked`, `judged` and `named` are the places of the others."""

    question: Question
    answer: Excerpt
    verdict: str
    diagnosis: str | None
    place: Place
    asked: Place
    judged: Place
    named: Place | None = None


class Questions:
    """Reads questions of one exercise; `outputs` are the spellings that mean the output."""

    def __init__(self, reader: Reader, scope: Scope, outputs: frozenset[str]) -> None:
        self.reader = reader
        self.scope = scope.closed()
        self.outputs = outputs

    def asks(self, node: Node, key: Key) -> Iterator[Ask]:
        """The items of `ask`: `loss`, or `{dloss/dw: formula}`."""
        seen: dict[object, Place] = {}
        for item in self.reader.items(node):
            pairs = [(e.key, e.value) for e in item.entries] if isinstance(item, Mapping) else [(item, None)]
            for asked, form in pairs:
                found = self._ask(asked, form, key)
                if found is None:
                    continue
                identity = self._identity(found.question), found.form
                if identity in seen:
                    self.reader.warn("BP217", "same-question", found.place, line=seen[identity].first.line)
                    continue
                seen[identity] = found.place
                yield found

    def _ask(self, asked: Node, form: Node | None, key: Key) -> Ask | None:
        if not isinstance(asked, Scalar) or asked.is_null:
            self.reader.wrong(asked, key)
            return None
        words = form.text if isinstance(form, Scalar) else FORMS[0]
        if words not in FORMS or (form is not None and not isinstance(form, Scalar)):
            self.reader.fault(
                "BP104", "wrong-form", (form or asked).place, choices=listed(FORMS), text=shortened(words)
            )
        question = self.question(asked.excerpt)
        return Ask(question, words, asked.place) if question is not None and words in FORMS else None

    def expectations(self, node: Node, key: Key) -> Iterator[Expectation]:
        """The entries of `expect`."""
        for question, _, stated in self._answers(node, key):
            if not isinstance(stated, Scalar) or reads_as_given(stated.excerpt):
                found = value(self.reader, stated, key, f"`{key.name}`")
                if found is not None:
                    yield Expectation(question, as_written(stated), found, tolerance(stated))
            elif (scalar := self.reader.scalar(stated, key)) is not None:
                tree = self.reader.attempt(parse_formula, scalar.excerpt, self.scope)
                if tree is not None:
                    yield Expectation(question, scalar.excerpt, formula=tree)

    def hints(self, node: Node, key: Key) -> Iterator[Hint]:
        """The entries of `hints`: one hint or a list of them for each question."""
        for question, place, said in self._answers(node, key):
            texts = [self.reader.wording(item, key) for item in self.reader.items(said)]
            yield Hint(question, tuple(text for text in texts if text is not None), place)

    def trials(self, node: Node, key: Key) -> Iterator[Trial]:
        """The items of `tests`."""
        if not isinstance(node, Sequence):
            self.reader.wrong(node, key)
        for item in node.items if isinstance(node, Sequence) else ():
            found = self.reader.table(item, key.keys, key.name)
            trial = self._trial(found, key, item.place) if found is not None else None
            if trial is not None:
                yield trial

    def _trial(self, found: dict[str, Node], key: Key, place: Place) -> Trial | None:
        asked = self.reader.scalar(found["ask"], key_of("ask", key.keys))
        question = self.question(asked.excerpt) if asked else None
        verdict = self.reader.choice(found["verdict"], key_of("verdict", key.keys))
        diagnosis = None
        if "diagnosis" in found:
            diagnosis = self.reader.text(found["diagnosis"], key_of("diagnosis", key.keys))
        answer = found["answer"]
        if isinstance(answer, Mapping):
            self.reader.fault("BP103", "wrong-answer", answer.place)
        if question is None or verdict is None or isinstance(answer, Mapping):
            return None
        asked_at, judged_at = found["ask"].place, found["verdict"].place
        named_at = found["diagnosis"].place if diagnosis is not None else None
        return Trial(question, as_written(answer), verdict, diagnosis, place, asked_at, judged_at, named_at)

    def _answers(self, node: Node, key: Key) -> Iterator[tuple[Question, Place, Node]]:
        """The entries of a mapping from questions; a question that stands twice is warned about."""
        seen: dict[object, Place] = {}
        for entry in self.reader.entries(node, key):
            question = self.question(entry.key.excerpt)
            if question is None:
                continue
            identity, place = self._identity(question), entry.key.place
            if identity in seen:
                self.reader.warn("BP217", "same-statement", place, line=seen[identity].first.line)
            seen.setdefault(identity, place)
            yield question, place, entry.value

    def question(self, excerpt: Excerpt) -> Question | None:
        """The question a text asks, if every name in it is one of the exercise's."""
        if not excerpt.text.strip():
            self.reader.fault("BP105", "empty-question", excerpt.place)
            return None
        return self.reader.attempt(self._question, excerpt)

    def _question(self, excerpt: Excerpt) -> Question:
        question = parse_question(excerpt, self.scope)
        for text in (question.of, question.wrt_text):
            if text and text not in self.outputs:
                self._check(text, excerpt.place)
        return question

    def _check(self, text: str, place: Place) -> None:
        """Refuse a name the exercise does not have; a formula may name a node that has no name of its own."""
        if self.scope.find(text) is not None:
            return
        typed = Excerpt(_REPEAT.sub("", text), place, verbatim=False)
        try:
            name = read_name(typed)
        except Faults:
            parse_formula(typed, self.scope)
            return
        raise unknown(name, place, self.scope)

    def _identity(self, question: Question) -> object:
        of = "" if question.of is None or question.of in self.outputs else question.of
        return question.kind, of, question.wrt
