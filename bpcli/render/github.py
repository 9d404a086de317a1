"""What a check found as annotations of GitHub Actions, which stand beside the lines of a pull request.

`::error file=neuron.yaml,line=9,col=13,endLine=9,endColumn=15,title=BP204::stated dloss/dw is 55, computed 110`

The runner shows ten errors and ten warnings of a step, so errors come first. Escapes as its workflow commands have
them; nothing of a stranger's can begin a line, and with it a command of its own.
"""

from __future__ import annotations

from bpcli.core.findings import Finding
from bpcli.core.say import say
from bpcli.render.diagnostics import labelled_message
from bpcli.render.look import Look, finish
from bpcli.render.summary import summary
from bpcli.report.checked import CheckReport, region

_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def document(report: CheckReport, look: Look) -> str:
    """One annotation a finding, errors first, and the summary."""
    annotations = "".join(f"{_annotation(path, finding, look)}\n" for path, finding in report.worst_first())
    return annotations + finish([summary(report, look)], look)


def _annotation(path: str, finding: Finding, look: Look) -> str:
    first, last = region(finding)
    fields = {"file": path, "line": first.line, "col": first.column}
    if last.line == first.line:  # of a longer place the runner would show the last line
        fields |= {"endLine": last.line, "endColumn": last.column}
    fields |= {"title": finding.code}
    properties = ",".join(f"{name}={look.text(str(text)).translate(_IN_PROPERTY)}" for name, text in fields.items())
    lines = [labelled_message(finding, look)]
    if finding.help:
        lines.append(say("render.help", text=look.text(finding.help)))
    message = "\n".join(lines).translate(_IN_MESSAGE)
    return f"::{finding.severity.value} {properties}::{message}"
