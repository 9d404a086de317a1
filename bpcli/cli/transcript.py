"""A quiz whose answers come from a pipe or a file, one a line: what comes out is a transcript."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.cli.quizzing import Quiz
from bpcli.core.say import say
from bpcli.tutor.quiz import session as moves
from bpcli.tutor.quiz import told
from bpcli.tutor.quiz.known import known


def transcribe(quiz: Quiz, lines: Iterator[str]) -> bool:
    """Put a line to each question; whether all answers are right. An empty line leaves its question unanswered."""
    quiz.tell([known(quiz.problem, quiz.session)])
    while quiz.session.current is not None and (line := next(lines, None)) is not None:
        _put(quiz, line)
    unasked = quiz.session
    while unasked.current is not None:
        quiz.say(say("quiz.no-answer", asked=quiz.asked(unasked)))
        unasked = moves.next_line(unasked)
    quiz.session = unasked
    quiz.finish()
    return quiz.session.right == len(quiz.session.entries)


def _put(quiz: Quiz, line: str) -> None:
    asked = quiz.asked()
    if not line.strip():
        quiz.say(say("quiz.no-answer", asked=asked))
        quiz.session = moves.next_line(quiz.session)
        return
    judgement, after = quiz.take(line)
    quiz.say(say("quiz.answer-line", asked=asked, answer=line.strip()))
    if judgement.faults or not quiz.session.exam:
        quiz.tell(told.verdict(judgement))
    quiz.session = moves.next_line(after._replace(current=quiz.session.current))
