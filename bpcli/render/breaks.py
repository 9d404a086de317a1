"""Where a line may end although there is no blank: between Chinese characters.

Chinese is written without blanks, and a line may end behind any of its characters, but no line begins with a
closing mark such as a comma or a bracket, and none ends with an opening one: the classes ID, CL and OP of Unicode's
line breaking (UAX #14). A name in Chinese keeps its index and the signs beside it: no line ends within `重₁·x`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_IDEOGRAPHS = "\u2e80-\u2fff\u3005-\u3007\u3041-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_OPENING = "（《〈【「『〔［｛“‘"
_CLOSING = "，。、；：！？）》〉】」』〕］｝％”’"
_ASCII = "A-Za-z0-9"

_BREAK = re.compile(
    rf"(?<=[{_IDEOGRAPHS}{_CLOSING}])(?=[{_IDEOGRAPHS}{_OPENING}{_ASCII}])"
    rf"|(?<=[{_ASCII}])(?=[{_IDEOGRAPHS}{_OPENING}])"
    r"|(?<=[，。、；：！？])(?=[\w∂−√(\[])"
)


def parted(word: str) -> Iterator[str]:
    """The word in the parts between which a line may end; nothing is lost, and most words are one part."""
    if word.isascii():
        yield word
        return
    yield from (part for part in _BREAK.split(word) if part)
