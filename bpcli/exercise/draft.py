"""The mathematics of an exercise while it is read, before it is known to be without faults."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpcli.core.findings import Severity
from bpcli.core.source import Place, Source
from bpcli.exercise.exercise import Exercise
from bpcli.exercise.given import Given
from bpcli.exercise.names import UNKNOWN, leaf_name
from bpcli.exercise.prediction import TAKEN
from bpcli.exercise.reader import Reader
from bpcli.exercise.roles import never_given, roles
from bpcli.exercise.short_form import ShortForm
from bpcli.exercise.steps import NamedStep, check_steps, check_use
from bpcli.exercise.training import Leaf, Training
from bpcli.language.names import Scope


@dataclass(slots=True)
class Draft:
    """What has been read so far; `places` are those of the givens, `sampled` the names that training data gives.

    `is_whole` tells whether every step could be read; where not, names that seem unknown may be known to the others.
    """

    reader: Reader
    scope: Scope
    steps: tuple[NamedStep, ...] = ()
    givens: dict[str, Given] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    upstream: tuple[str, Given] | None = None
    stated: tuple[str, ...] | None = None
    train: Training | None = None
    sampled: tuple[str, ...] = ()
    is_whole: bool = True

    @property
    def computed(self) -> frozenset[str]:
        """The names of the steps."""
        return frozenset(step.name for step in self.steps)

    def leaf_reader(self) -> Leaf:
        """A reader of names that can have a value: those given, and those read that no step computes.

        It gives None after the fault of a name that cannot has been noted.
        """
        leaves = dict.fromkeys((*never_given(self.steps, self.givens), *self.givens))
        computed = self.computed
        return lambda excerpt: self.reader.attempt(leaf_name, excerpt, self.scope, leaves, computed)

    def take(self, short: ShortForm) -> None:
        """Take over what a short form says."""
        self.steps, self.upstream = short.steps, short.upstream
        self.givens, self.places = short.givens, short.places

    def check(self, *, is_sound: bool) -> None:
        """Note what can be known to be wrong without computing anything; only where it is sound, what is unused."""
        said_already = any(found.code == TAKEN for found in self.reader.findings)
        check_steps(self.reader, self.steps, {} if said_already else self.places)
        if is_sound:
            check_use(self.reader, self.steps, self.places)

    def exercise(self, source: Source) -> Exercise:
        """The exercise. Raises Faults with everything that was noted, if there is an error among it."""
        if not self.is_whole:
            self.reader.findings = [found for found in self.reader.findings if found.code != UNKNOWN]
        if self.reader.has_errors:
            raise self.reader.faults()
        return self.made(source)

    def made(self, source: Source) -> Exercise:
        """The exercise as far as it could be read, whatever was noted."""
        data = self.train.data if self.train else {}
        return Exercise(
            source=source,
            scope=self.scope,
            steps=self.steps,
            givens=self.givens,
            defaulted=never_given(self.steps, self.givens),
            kinds=roles(self.steps, self.givens, data, self.stated),
            upstream=self.upstream,
            train=self.train,
            sampled=self.sampled,
            stated_parameters=self.stated,
            places=self.places,
            warnings=tuple(found for found in self.reader.findings if found.severity is Severity.WARNING),
        )
