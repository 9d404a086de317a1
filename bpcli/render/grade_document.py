"""Judged submissions for programs: the document `bpcli.grade/1`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bpcli.core.findings import Finding
from bpcli.core.limits import FORMULA_CHARACTERS
from bpcli.render.json_document import document_text
from bpcli.render.look import Look
from bpcli.report.checked import region
from bpcli.tutor.grading.judgement import Judgement
from bpcli.tutor.grading.marked import Marked, Question, Tally, most_common

GRADE = "bpcli.grade/1"
LONGEST = FORMULA_CHARACTERS  # of an answer: what is longer cannot be read anyway


def one_document(marked: Marked, findings: Sequence[Finding], look: Look) -> str:
    """The document of one submission. findings: what is odd about the file it came from."""
    content = {"format": GRADE, **_submission(marked), "findings": list(map(_finding, findings))}
    return document_text(content, ascii=look.ascii)


def class_document(marked: Iterable[Marked], found: Tally, findings: Sequence[Finding], look: Look) -> str:
    """The document of several. findings: also why submissions that are not among them could not be read."""
    content = {
        "format": GRADE,
        "submissions": list(map(_submission, marked)),
        "score": found.score,
        "out_of": found.out_of,
        "questions": list(map(_question, found.questions)),
        "findings": list(map(_finding, findings)),
    }
    return document_text(content, ascii=look.ascii)


def _submission(marked: Marked) -> dict[str, Any]:
    return {
        "student": marked.student,
        "file": marked.origin or None,
        "exercise": marked.exercise,
        "answers": list(map(_answer, marked.graded.judgements)),
        "score": marked.graded.score,
        "out_of": marked.graded.out_of,
    }


def _answer(judged: Judgement) -> dict[str, Any]:
    return {
        "ask": judged.ask[:LONGEST],
        "answer": None if judged.answer is None else judged.answer[:LONGEST],
        "verdict": judged.verdict.value,
        "credit": judged.credit,
        "diagnosis": judged.diagnosis,
        "candidates": list(judged.candidates),
        "follow_through": judged.follow_through,
        "message": judged.message,
        "faults": list(map(_finding, judged.faults)),
    }


def _question(question: Question) -> dict[str, Any]:
    slips = most_common(question.slips)
    return {
        "exercise": question.exercise,
        "ask": question.ask[:LONGEST],
        "verdicts": {verdict.value: count for verdict, count in question.verdicts.items()},
        "follow_through": question.followed,
        "mistakes": [{"ids": list(ids), "count": count} for ids, count in slips],
        "unexplained": [{"answer": str(text)[:LONGEST], "count": n} for text, n in most_common(question.unexplained)],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    first, last = region(finding)
    return {
        "path": finding.place.source.name if finding.place is not None else None,
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
    }
