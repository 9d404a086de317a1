"""Trees as functions: `compiled_one(tree, 2, Arithmetic.DOUBLE)` is a function of v0 and v1.

What is called seldom is interpreted; what is called often becomes straight-line code, built as a Python syntax tree
out of our own checked tree. No text is ever compiled. The code holds nothing but the names v0, v1, …, y and G,
numbers, and calls of the functions of `bpcli.ops`; one statement an operation, so that a sum of a thousand terms is a
thousand lines long and not a thousand levels deep.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from bpcli.engine.arithmetic import Arithmetic
from bpcli.engine.interpreter import interpreted, interpreted_one
from bpcli.engine.translator import Translator
from bpcli.language.tree import Tree

# To compile a function takes as long as to interpret a short one so often.
_CALLS = 30
_INFIX: dict[str, ast.operator] = {
    "add": ast.Add(),
    "sub": ast.Sub(),
    "mul": ast.Mult(),
    "hadamard": ast.Mult(),
    "div": ast.Div(),
    "pow": ast.Pow(),
}


def compiled(trees: Sequence[Tree], inputs: int, arithmetic: Arithmetic) -> Callable[..., Any]:
    """A function of v0, v1, … (`inputs` of them), then optionally y and G, that returns a tuple of the trees' values.

    It raises ValueError, ZeroDivisionError or OverflowError where a value does not exist.
    """
    run = interpreted(trees, inputs, arithmetic)
    return run if arithmetic.precise else Function(run, lambda: _code(trees, inputs, arithmetic, single=False))


def compiled_one(tree: Tree, inputs: int, arithmetic: Arithmetic) -> Callable[..., Any]:
    """The same for one tree: the function returns its value."""
    run = interpreted_one(tree, inputs, arithmetic)
    return run if arithmetic.precise else Function(run, lambda: _code((tree,), inputs, arithmetic, single=True))


class Function:
    """A function that is interpreted until it has been called so often that code pays.

    Operations on precise numbers take so long that code would save nothing: for those there is none.
    `on_code` is told the code itself, for whoever would rather call that.
    """

    __slots__ = ("_code", "_left", "_run", "on_code")

    def __init__(self, run: Callable[..., Any], code: Callable[[], Callable[..., Any]]) -> None:
        self._run, self._code = run, code
        self._left = _CALLS
        self.on_code: Callable[[Callable[..., Any]], object] | None = None

    def __call__(self, *values: Any) -> Any:
        """The value, or the values."""
        self._left -= 1
        if not self._left:
            self._run = self._code()
            if self.on_code is not None:
                self.on_code(self._run)
        return self._run(*values)


def _code(trees: Sequence[Tree], inputs: int, arithmetic: Arithmetic, *, single: bool) -> Callable[..., Any]:
    compiler = Compiler(arithmetic)
    values = [compiler.value(tree) for tree in trees]
    compiler.body.append(ast.Return(values[0] if single else ast.Tuple(values, ast.Load())))
    return compiler.function([*(f"v{index}" for index in range(inputs)), "y", "G"], optional=2)


class Compiler(Translator[ast.expr]):
    """Writes straight-line code: `value(tree)` adds the statements that work a tree out, and gives their result.

    The slots of a tree are the variables v0, v1, …, `y` and `G`. What kinds of numbers there are is decided by the
    methods that subclasses override: `constant`, `implementation` and `kept`.
    """

    def __init__(self, arithmetic: Arithmetic) -> None:
        super().__init__(arithmetic)
        self.environment: dict[str, Any] = {"__builtins__": {}}
        self.body: list[ast.stmt] = []
        self.made = 0

    def function(self, parameters: Sequence[str], *, optional: int = 0) -> Callable[..., Any]:
        """The function that runs the body; the last `optional` parameters may be left out."""
        nothing: list[ast.expr] = [ast.Constant(None)] * optional
        arguments = ast.arguments([], [ast.arg(name) for name in parameters], None, [], [], None, nothing)
        module = ast.Module([ast.FunctionDef("kernel", arguments, self.body, [])], [])
        for node in ast.walk(module):
            if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword):
                node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = 1, 0, 1, 0
        exec(compile(module, "<kernel>", "exec"), self.environment)  # noqa: S102 - our own syntax tree, no text
        kernel: Callable[..., Any] = self.environment["kernel"]
        return kernel

    def slot(self, index: int) -> ast.expr:
        """The variable of an input."""
        return self.variable({-1: "y", -2: "G"}.get(index, f"v{index}"))

    def literal(self, value: Any) -> ast.expr:
        """A float as it stands, any other number under a name."""
        return ast.Constant(value) if type(value) is float else self.known(f"c{len(self.environment)}", value)

    def sign(self, op: str, args: tuple[ast.expr, ...]) -> ast.expr:
        """The statement with one of Python's operators."""
        if op == "neg":
            return self.kept(ast.UnaryOp(ast.USub(), args[0]))
        return self.kept(ast.BinOp(args[0], _INFIX[op], args[1]))

    def called(
        self, op: str, function: Callable[..., Any], args: tuple[ast.expr, ...], options: dict[str, int | float]
    ) -> ast.expr:
        """The statement that calls a function."""
        keywords = [ast.keyword(key, ast.Constant(value)) for key, value in options.items()]
        return self.kept(ast.Call(self.known(op, function), list(args), keywords))

    def kept(self, value: ast.expr) -> ast.expr:
        """The result of one operation under a name of its own."""
        self.made += 1
        return self.assigned(f"t{self.made}", value)

    def assigned(self, name: str, value: ast.expr) -> ast.expr:
        """A variable, once the statement that gives it this value has been added."""
        self.body.append(ast.Assign([ast.Name(name, ast.Store())], value))
        return self.variable(name)

    def known(self, name: str, value: Any) -> ast.expr:
        """A name for something that is there before the code runs: a function, a constant."""
        self.environment[name] = value
        return self.variable(name)

    @staticmethod
    def variable(name: str) -> ast.expr:
        """A variable that is read."""
        return ast.Name(name, ast.Load())
