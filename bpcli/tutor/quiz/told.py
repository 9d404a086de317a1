"""What a quiz says, as blocks: the exercise before it begins, a question, a verdict, a hint, and how it went."""

from __future__ import annotations

from collections.abc import Sequence

from bpcli.core.say import say
from bpcli.engine.graph import Kind
from bpcli.engine.shapes import shape_text
from bpcli.engine.trace import Trace
from bpcli.report.blocks import (
    Block,
    Drawing,
    Equation,
    Findings,
    Formula,
    Grid,
    Heading,
    Listing,
    Math,
    Prose,
    Quantity,
    Symbol,
)
from bpcli.tutor.aims import Aim, Wanted, as_shown
from bpcli.tutor.asking import FORMULA
from bpcli.tutor.grading.judgement import Graded, Judgement, Verdict
from bpcli.tutor.grading.problem import Problem
from bpcli.tutor.quiz.hints import Rung, ladder, solution
from bpcli.tutor.quiz.known import SoFar, asked, graph_so_far, known
from bpcli.tutor.quiz.session import Entry, Session, graded

_MOST_STEPS = 40  # of a model that is shown before the first question


def opening(problem: Problem, languages: Sequence[str]) -> list[Block]:
    """Title, what it is about, and the steps of the model."""
    exercise = problem.exercise
    title = exercise.title_in(languages) or exercise.name
    about = exercise.about_in(languages)
    blocks: list[Block] = [Heading(title)] if title else []
    if about:
        blocks.append(Prose(about))
    return [*blocks, *_steps(problem.trace), *(Prose(note, note=True) for note in exercise.notes)]


def drawing(problem: Problem, session: Session) -> list[Block]:
    """The graph with what is known so far: its steps, and a picture where there is room for one."""
    trace = graph_so_far(problem, session)
    return [*_steps(trace), Drawing(trace)]


def _steps(trace: Trace) -> list[Block]:
    """What every step computes, with its value where the trace knows one that was found."""
    nodes = trace.graph.nodes
    # The name of a step without one is its formula, which stands in those that read it.
    steps = [index for index, node in enumerate(nodes) if node.kind is Kind.STEP and node.named]
    lines: list[Block] = []
    for index in steps[:_MOST_STEPS]:
        sides: tuple[Math, ...] = (Symbol(nodes[index].name, nodes[index].shape), trace.formula(index))
        if isinstance(trace, SoFar) and trace.knows(Aim(Wanted.VALUE, index)):
            sides = (*sides, Quantity(trace.value(index)))
        lines.append(Formula(Equation(sides)))
    if len(steps) > _MOST_STEPS:
        lines.append(Prose(say("quiz.more-steps", count=len(steps) - _MOST_STEPS)))
    return lines


def question(problem: Problem, session: Session) -> list[Block]:
    """Which question this is, and what is known so far."""
    entry = session.entry
    fields = {"number": (session.current or 0) + 1, "count": len(session.entries)}
    shape = problem.trace.graph.nodes[entry.item.aim.node].shape
    if entry.item.form == FORMULA:
        label = say("quiz.question-formula", **fields)
    elif shape:
        label = say("quiz.question-array", **fields, shape=shape_text(shape))
    else:
        label = say("quiz.question", **fields)
    blocks: list[Block] = [known(problem, session), Listing(label, (asked_math(problem, entry),))]
    if entry.typed is not None:
        blocks.append(Prose(say("quiz.before", answer=entry.typed.strip())))
    elif entry.skips:
        blocks.append(Prose(say("quiz.once-more")))
    return blocks


def asked_math(problem: Problem, entry: Entry) -> Math:
    """What is asked, as mathematics."""
    return asked(problem.trace, entry.item.aim)


def verdict(judgement: Judgement) -> list[Block]:
    """What is said of an answer; of one that cannot be read, where it cannot."""
    if judgement.faults:
        return [Findings(judgement.faults), Prose(say("quiz.no-attempt"))]
    return [Prose(judgement.message)]


def next_rung(problem: Problem, entry: Entry, languages: Sequence[str]) -> Rung:
    """The next hint with its number; after the last one that there are no more."""
    rungs = ladder(problem, entry.item, languages)
    if entry.hints >= len(rungs):
        return (Prose(say("quiz.no-more-hints")), *rungs[-1])
    return (Prose(say("quiz.hint", number=entry.hints + 1, count=len(rungs))), *rungs[entry.hints])


def revealed(problem: Problem, entry: Entry) -> list[Block]:
    """The worked step."""
    return list(solution(problem, entry.item))


def is_last(problem: Problem, entry: Entry, languages: Sequence[str]) -> bool:
    """Whether the next hint is the last one, the answer, or has been seen."""
    return entry.hints >= len(ladder(problem, entry.item, languages)) - 1


def summary(problem: Problem, session: Session) -> list[Block]:
    """How it went, a line a question; in an exam with what is said of the answers."""
    judged = graded(problem, session)
    pairs = list(zip(session.entries, judged.judgements, strict=True))
    # Of a quiz that goes on another day, what is still open is counted.
    shown = [pair for pair in pairs if session.current is None or pair[0].is_touched]
    headings = (say("quiz.column-question"), say("quiz.column-answer"), say("quiz.column-result"))
    rows = tuple((as_shown(one.ask), (entry.typed or "").strip(), _result(entry, one)) for entry, one in shown)
    blocks: list[Block] = [Heading(say("quiz.summary"), 2)]
    if rows:
        blocks.append(Grid(headings, rows))
    if session.exam:
        blocks += _comments(shown)
    if len(shown) < len(pairs):
        blocks.append(Prose(say("quiz.still-open", count=len(pairs) - len(shown))))
    return [*blocks, Prose(_score(session, judged))]


def _comments(pairs: Sequence[tuple[Entry, Judgement]]) -> list[Block]:
    """What is said of answers that are not simply right."""
    comments = [one for entry, one in pairs if entry.typed is not None and one.verdict is not Verdict.CORRECT]
    return [Prose(say("quiz.comment", asked=as_shown(one.ask), message=one.message)) for one in comments]


def _score(session: Session, judged: Graded) -> str:
    """`4 of 6 right.`, and the points where there is half a credit."""
    fields = {"right": session.right, "count": len(session.entries)}
    if judged.score == session.right and judged.out_of == len(session.entries):
        return say("quiz.score", **fields)
    return say("quiz.score-points", **fields, points=f"{judged.score:g}", out_of=judged.out_of)


def _result(entry: Entry, judgement: Judgement) -> str:
    if entry.revealed:
        return say("quiz.was-revealed")
    if entry.typed is None:
        return say("quiz.was-skipped") if entry.skips else say("quiz.was-open")
    if not entry.is_right:
        half = say("quiz.was-half") if judgement.credit else say("quiz.was-wrong")
        return half if judgement.counts else say("quiz.was-undecided")
    if entry.hints:
        return say("quiz.was-right-hint") if entry.hints == 1 else say("quiz.was-right-hints", count=entry.hints)
    return say("quiz.was-right") if entry.tries <= 1 else say("quiz.was-right-later", count=entry.tries)
