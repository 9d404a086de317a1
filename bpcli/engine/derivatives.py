"""The derivatives of `bpcli.engine.derive`, by sympy in this process or in another: sympy takes long to load.

After `ask(call)` the functions here are worked out by `call("local_gradients", tree, 2)` and the like, for as long as
that answers; `ask(None)` ends it. A process that asks sympy nothing else is twice as fast after `settle()`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from threading import Thread
from types import ModuleType
from typing import Any

from bpcli.core.numerals import Shape
from bpcli.language.tree import Tree

_DERIVE = "bpcli.engine.derive"

_elsewhere: list[Callable[..., Any]] = []
_settled: list[bool] = []


def ask(call: Callable[..., Any] | None) -> None:
    """Let another process work derivatives out; with None, this one."""
    _elsewhere[:] = [call] if call else []


def settle() -> None:
    """Let sympy work here as `bpcli.engine.derive.settle` has it, once it is loaded."""
    _settled.append(True)


def load() -> ModuleType:
    """`bpcli.engine.derive`, which loads sympy."""
    is_first = _DERIVE not in sys.modules
    if is_first:
        # CPython takes its stack in pieces. Deep in a program the calls of a long import go back and forth over the end
        # of a piece, with two system calls each time; a thread begins on an empty one.
        loading = Thread(target=_import_quietly, daemon=True)
        loading.start()
        loading.join()
    from bpcli.engine import derive  # noqa: PLC0415 - sympy is heavy

    if _settled:
        derive.settle()
        if is_first:
            gc.freeze()  # what sympy has loaded stays: no need to look through it for garbage
    return derive


def _import_quietly() -> None:
    with suppress(Exception):  # which is met again where the module is imported for good
        import_module(_DERIVE)


def local_gradients(tree: Tree, inputs: int) -> tuple[Tree, ...]:
    """As `bpcli.engine.derive` has it."""
    found: tuple[Tree, ...] = _found("local_gradients", tree, inputs)
    return found


def derivative(tree: Tree, index: int) -> Tree:
    """As `bpcli.engine.derive` has it."""
    found: Tree = _found("derivative", tree, index)
    return found


def pulls(tree: Tree, shapes: Sequence[Shape]) -> tuple[Tree | None, ...]:
    """As `bpcli.engine.derive` has it."""
    found: tuple[Tree | None, ...] = _found("pulls", tree, shapes)
    return found


def _found(name: str, *arguments: Any) -> Any:
    for call in _elsewhere:
        try:
            return call(name, *arguments)
        except (EOFError, OSError, RecursionError):  # it has ended, or the tree is too deep to be sent
            ask(None)
    return getattr(load(), name)(*arguments)
