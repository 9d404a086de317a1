"""Names of an exercise as names of Python: `ŷ` is `yhat`, `λ` is `lambda_`, `y'` is `y_prime`, `W₁·X` is `step_1`.

Only ASCII letters, digits and underscores come out, never a word that means something to Python or to the script.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

from bpcli.exercise.exercise import Exercise

# What the scripts themselves define or use. A step may bear the name of a function it stands in: `loss` does.
_SCRIPT = (
    "torch", "forward", "loss_value", "cost", "epoch", "node", "nodes", "agree", "back", "agree_back", "self",
    "model", "Model", "criterion", "optimizer", "what", "found", "expected", "formula", "upstream", "inputs",
)  # fmt: skip
_TAKEN = frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *_SCRIPT))
_FOREIGN = re.compile(r"[^A-Za-z0-9_]")


class Names:
    """Gives every name of an exercise one identifier, and others that stay clear of them."""

    def __init__(self, exercise: Exercise, reserved: Iterable[str] = ()) -> None:
        self._taken = {*_TAKEN, *reserved}
        self._names: dict[str, str] = {}
        self._exercise = exercise
        for name in exercise.scope:
            self._names[name] = self.new(exercise.scope.key(name))

    def __getitem__(self, name: str) -> str:
        """The identifier of a name of the exercise."""
        if name not in self._names:
            self._names[name] = self.new(name)
        return self._names[name]

    def new(self, wish: str) -> str:
        """An identifier like this that nothing else has."""
        word = _FOREIGN.sub("_", wish.replace("'", "_prime"))
        # In a class, Python renames what begins with two underscores.
        word = word if word[:1].isalpha() else f"v{word}"
        found = f"{word}_" if word in self._taken else word
        number = 1
        while found in self._taken:
            number += 1
            found = f"{word}_{number}"
        self._taken.add(found)
        return found
