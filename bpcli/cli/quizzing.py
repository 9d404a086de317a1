"""A quiz at a terminal, line by line: nothing on the screen is ever overwritten."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from bpcli.cli.keys import Key, Keys, UnknownKey
from bpcli.cli.learner import Keeper
from bpcli.cli.lines import typed_line
from bpcli.cli.screen import write
from bpcli.core.say import listed, say
from bpcli.render.cells import wrap
from bpcli.render.look import Look
from bpcli.render.mathematics import Scribe
from bpcli.render.tables import HELD
from bpcli.render.terminal import render
from bpcli.report.blocks import Block, Prose, Report
from bpcli.store.records import Attempt, Mode, Subject
from bpcli.tutor.grading.judgement import Judgement, Verdict
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.naming import ascii_spellings
from bpcli.tutor.quiz import session as moves
from bpcli.tutor.quiz import told
from bpcli.tutor.quiz.choosing import MASTERED, date
from bpcli.tutor.quiz.resuming import kept
from bpcli.tutor.quiz.session import Session

_PATIENCE = 2  # wrong answers to a question before a hint comes by itself


@dataclass(slots=True)
class Quiz:
    """One quiz as it goes on; `argument` is what names its exercise on the command line."""

    problem: Problem
    session: Session
    subject: Subject
    mode: Mode
    argument: str
    keeper: Keeper
    look: Look
    languages: Sequence[str]

    def tell(self, blocks: Iterable[Block], *, apart: bool = True) -> None:
        """Show blocks."""
        text = render(Report(tuple(blocks), ascii_spellings(self.problem.trace)), self.look)
        write([text, "\n"] if apart and text else text)
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """Show a sentence."""
        self.tell([Prose(text)], apart=False)

    def asked(self, session: Session | None = None) -> str:
        """What is asked, `∂loss/∂w`; of another state of the quiz what is asked there."""
        scribe = Scribe(self.look, ascii_spellings(self.problem.trace))
        return scribe.write(told.asked_math(self.problem, (session or self.session).entry))

    def footer(self, keys: Keys) -> list[str]:
        """`Enter answer · h hint · s skip`: a line may end between two keys, not within one."""
        sign = self.look.pick("·", "|")
        named = [self.look.text(key).replace(" ", HELD) for key in (say("quiz.key-answer"), *keys.named())]
        return [line.replace(HELD, " ") + "\n" for line in wrap(f"{HELD}{sign} ".join(named), self.look)]

    def take(self, text: str) -> tuple[Judgement, Session]:
        """Judge an answer and keep it; with the session as it would go on."""
        before = self.session.entry
        after, judgement = moves.answer(self.problem, self.session, text)
        attempt = None
        if judgement.verdict is not Verdict.UNANSWERED:
            said = (judgement.verdict.value, judgement.credit, judgement.diagnosis, judgement.candidates)
            attempt = Attempt(judgement.ask, before.item.form, text, *said, judgement.follow_through, before.hints)
        self._keep(after, attempt)
        return judgement, after

    def move(self, after: Session) -> None:
        """Go on, and keep how far the quiz is; one that nothing has been done in is not kept."""
        if after != self.session and (after.is_touched or self.session.is_touched):
            self._keep(after, None)
        self.session = after

    def summary(self) -> None:
        """How it went."""
        self.tell(told.summary(self.problem, self.session), apart=False)

    def finish(self) -> None:
        """The end: how it went, and when the exercise comes again."""
        self.summary()
        card = self.keeper.finish(self.subject, moves.rating(self.session))
        if card is not None:
            key = "quiz.mastered" if card.rating >= MASTERED else "quiz.again-on"
            self.say(say(key, date=date(card.due)))

    def where(self) -> str:
        """`saved 3/5, resume with bpcli quiz linear`."""
        fields = {"done": self.session.answered, "count": len(self.session.entries)}
        if not self.keeper.is_saving:
            return say("quiz.stopped", **fields)
        return say("quiz.saved", **fields, command=self._command())

    def _keep(self, session: Session, attempt: Attempt | None) -> None:
        self.keeper.record(self.subject, self.mode, kept(self.problem, session), attempt)

    def _command(self) -> str:
        words = ["bpcli", "quiz", self.argument]
        if self.mode.exam:
            words.append("--exam")
        if self.mode.seed is not None:
            words += ["--seed", self.mode.seed]
        return shlex.join(words)


def at_terminal(quiz: Quiz, stream: BinaryIO) -> None:
    """Ask until the quiz is over, or the learner leaves. KeyboardInterrupt is the caller's."""
    keys = Keys(quiz.problem.scope, exam=quiz.session.exam)
    if letters := keys.with_colon:
        fields = {"names": listed(letters), "keys": listed(f":{letter}" for letter in letters)}
        quiz.tell([Prose(say("quiz.colon" if len(letters) == 1 else "quiz.colons", **fields), note=True)])
    asked: int | None = None
    while quiz.session.current is not None:
        if asked != quiz.session.current:
            asked = quiz.session.current
            for block in told.question(quiz.problem, quiz.session):
                quiz.tell([block], apart=False)
        line = _asked(quiz, keys, stream)
        try:
            key = Key.QUIT if line is None else _key(quiz, keys, line)
        except _Neither as why:
            quiz.say(str(why))
            continue
        if key is Key.QUIT:
            _leave(quiz, typed=line is not None)
            return
        _obey(quiz, key) if key is not None else _judge(quiz, line or "")
    quiz.finish()


class _Neither(Exception):
    """What was typed is neither a key nor an answer: what to say of it."""


def _asked(quiz: Quiz, keys: Keys, stream: BinaryIO) -> str | None:
    write([*quiz.footer(keys), f"{quiz.asked()} = "])
    sys.stdout.flush()
    return typed_line(stream)


def _leave(quiz: Quiz, *, typed: bool) -> None:
    write("\n" if typed else "\n\n")
    quiz.summary()
    if quiz.session.is_touched:
        quiz.say(quiz.where())


def _key(quiz: Quiz, keys: Keys, line: str) -> Key | None:
    """The key that was typed, None for an answer. An empty line goes on where there is an answer already."""
    try:
        key = keys.read(line)
    except UnknownKey as unknown:
        raise _Neither(say("quiz.unknown-key", key=unknown)) from None
    if key is None and not line.strip():
        if not (quiz.session.entry.typed or quiz.session.entry.is_known):
            raise _Neither(say("quiz.nothing-typed"))
        return Key.SKIP
    return key


def _obey(quiz: Quiz, key: Key) -> None:
    write("\n")
    if key is Key.HINT:
        _hint(quiz)
    elif key is Key.SKIP:
        quiz.move(moves.skip(quiz.session))
    elif key is Key.BACK:
        if quiz.session.current == 0:
            quiz.say(say("quiz.first-question"))
        quiz.move(moves.back(quiz.session))
    elif key is Key.GRAPH:
        quiz.tell(told.drawing(quiz.problem, quiz.session))
    elif quiz.session.exam:
        quiz.say(say("quiz.no-reveal"))
    else:
        quiz.tell([Prose(say("quiz.revealed")), *told.revealed(quiz.problem, quiz.session.entry)])
        quiz.move(moves.reveal(quiz.session))


def _hint(quiz: Quiz) -> None:
    if quiz.session.exam:
        quiz.say(say("quiz.no-hints"))
        return
    entry = quiz.session.entry
    quiz.tell(told.next_rung(quiz.problem, entry, quiz.languages))
    quiz.move(moves.hint(quiz.session, last=told.is_last(quiz.problem, entry, quiz.languages)))


def _judge(quiz: Quiz, line: str) -> None:
    write("\n")
    judgement, after = quiz.take(line)
    if quiz.session.exam and not judgement.faults:
        quiz.tell([Prose(say("quiz.noted"))])
    else:
        quiz.tell(told.verdict(judgement))
    place, quiz.session = quiz.session.current, after
    if after.current != place or after.exam or judgement.verdict is not Verdict.WRONG:
        return
    entry = after.entry
    if entry.tries >= _PATIENCE and not told.is_last(quiz.problem, entry, quiz.languages):
        _hint(quiz)
