"""What an exercise is, once it has been read: plain data, every part with its place in the source.

Made by `bpcli.exercise.loading`; changed by nobody. `exercise.with_values({"w": Excerpt.of("3")})` is
the same exercise with other numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from bpcli.core.findings import Faults, Finding
from bpcli.core.say import listed, say
from bpcli.core.source import Excerpt, Place, Source
from bpcli.engine.graph import Kind
from bpcli.exercise.given import Given, read_given
from bpcli.exercise.names import known_name
from bpcli.exercise.questions import Ask, Expectation, Hint, Trial
from bpcli.exercise.roles import never_given, roles
from bpcli.exercise.steps import NamedStep, Part
from bpcli.exercise.telling import finding
from bpcli.exercise.training import Training
from bpcli.exercise.variants import Variants
from bpcli.exercise.wording import Wording
from bpcli.language.names import Scope
from bpcli.language.tree import Constant, Tree, fold

START = Fraction(1)  # where a parameter starts that is never given, as in the lecture's notes


@dataclass(frozen=True, slots=True, eq=False)
class Exercise:
    """An exercise.

    Names, in the steps and as the keys of every mapping, are in the spelling the exercise shows them in.

    steps: in the order they are written (of a file, the model's first), each with its part.
    givens: exact numbers, and nested tuples of them; `places` are theirs.
    defaulted: the names never given, which start at 1; sampled: those that only the training data gives.
    kinds: what every name is for that no step computes.
    upstream: a step and the gradient that comes back into it, instead of a loss.
    whole_formula: whether a scalar step is one node (as in files) or expanded (as in the short form).
    expand: what the author wants shown instead; None for the usual.
    warnings: what is odd about it and does no harm.
    """

    source: Source
    scope: Scope
    steps: tuple[NamedStep, ...]
    givens: Mapping[str, Given]
    defaulted: tuple[str, ...]
    kinds: Mapping[str, Kind]
    name: str = ""
    whole_formula: bool = False
    title: Wording | None = None
    about: Wording | None = None
    level: int | None = None
    tags: tuple[str, ...] = ()
    upstream: tuple[str, Given] | None = None
    expand: bool | None = None
    expectations: tuple[Expectation, ...] = ()
    asks: tuple[Ask, ...] = ()
    hints: tuple[Hint, ...] = ()
    tests: tuple[Trial, ...] = ()
    variants: Variants | None = None
    train: Training | None = None
    sampled: tuple[str, ...] = ()
    stated_parameters: tuple[str, ...] | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()

    @property
    def model(self) -> tuple[NamedStep, ...]:
        """The steps that compute the prediction."""
        return tuple(step for step in self.steps if step.part is Part.MODEL)

    @property
    def loss(self) -> tuple[NamedStep, ...]:
        """The steps that compute the loss from it."""
        return tuple(step for step in self.steps if step.part is Part.LOSS)

    @property
    def values(self) -> dict[str, Given]:
        """A value for every name that no step computes."""
        return {**self.givens, **dict.fromkeys(self.defaulted, START)}

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names that are learnt, in the order they are first read."""
        return tuple(name for name, kind in self.kinds.items() if kind is Kind.PARAMETER)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know besides the numbers, in whole sentences."""
        said = []
        if self.defaulted:
            key = "exercise.note-start" if len(self.defaulted) == 1 else "exercise.note-starts"
            said.append(say(key, names=listed(self.defaulted)))
        if self.sampled and self.train:
            key = "exercise.note-batch" if self.train.per == "batch" else "exercise.note-first-sample"
            said.append(say(key, names=listed(self.sampled)))
        if any(_reads_euler(step.tree) for step in self.steps):
            said.append(say("exercise.note-euler"))
        return tuple(said)

    def title_in(self, languages: Sequence[str]) -> str | None:
        """The title in the language liked best, None where there is no title."""
        return self.title.spoken_in(languages) if self.title else None

    def about_in(self, languages: Sequence[str]) -> str | None:
        """What the exercise is about, in the language liked best, None where nothing says."""
        return self.about.spoken_in(languages) if self.about else None

    def with_values(self, texts: Mapping[str, Excerpt]) -> Exercise:
        """The same exercise with other numbers or arrays for some names. Raises Faults.

        The names may be typed in any spelling; a name that a step computes cannot be set.
        """
        set_values: dict[str, Given] = {}
        findings: list[Finding] = []
        for typed, text in texts.items():
            try:
                # On the command line the name stands before the value: `w=3`.
                whole = text.place.source
                place = Place(whole, 0, len(typed)) if whole.text.startswith(typed) else text.place
                set_values[self._leaf(typed, place)] = read_given(text)
            except Faults as faults:
                findings.extend(faults.findings)
        if findings:
            raise Faults(findings)
        givens = {**self.givens, **set_values}
        data = self.train.data if self.train else {}
        return replace(
            self,
            givens=givens,
            defaulted=never_given(self.steps, givens),
            sampled=tuple(name for name in self.sampled if name not in set_values),
            kinds=roles(self.steps, givens, data, self.stated_parameters),
        )

    def _leaf(self, typed: str, place: Place) -> str:
        name = known_name(Excerpt(typed, place, verbatim=False), self.scope)
        if name not in self.kinds:
            raise Faults(finding("BP211", "set-computed", place, name=name, choices=listed(self.kinds)))
        return name


def _reads_euler(tree: Tree) -> bool:
    return fold(tree, lambda leaf: isinstance(leaf, Constant) and leaf.key == "e", lambda _, args: any(args))
