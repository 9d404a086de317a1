"""A text that an author gave in one language or in several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Pairs of a language and a text; the language is `""` where none is named."""

    texts: tuple[tuple[str, str], ...]

    def spoken_in(self, languages: Sequence[str]) -> str:
        """The text in the first of these languages there is, else the plain one, else English, else any."""
        by_language = dict(self.texts)
        for language in (*languages, "", "en"):
            if language in by_language:
                return by_language[language]
        return self.texts[0][1] if self.texts else ""
