"""A script that builds the graph of an exercise node by node and asserts every number of its tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from bpcli.core.numerals import Value
from bpcli.core.say import say
from bpcli.engine.graph import Edge, Kind
from bpcli.engine.trace import Trace
from bpcli.exercise.exercise import Exercise
from bpcli.ops.signs import ATOM, SUM
from bpcli.render.characters import step_number
from bpcli.render.program.lines import Lines
from bpcli.render.program.lost import lost
from bpcli.render.program.names import Names
from bpcli.render.program.operations import Piece
from bpcli.render.program.text import call, comment, commented, literal, tensor
from bpcli.tutor.naming import OUTSIDE_LOSS

_LEAVES = {
    Kind.INPUT: "pytorch.leaf-input",
    Kind.PARAMETER: "pytorch.leaf-parameter",
    Kind.TARGET: "pytorch.leaf-target",
}

_AGREE = '''\
def agree(what, found, expected):
    """{agree}"""
    if expected is None:
        assert found is None, f"{{what}} is {{found}}, expected None"
        return
    expected = torch.tensor(expected)
    torch.testing.assert_close(found.detach(), expected, rtol=1e-9, atol=1e-14, msg=lambda text: f"{{what}}: {{text}}")
'''

_BACK = '''\
def back(formula, upstream, inputs):
    """{back}"""
    inputs = [value.detach().requires_grad_() for value in inputs]
    return torch.autograd.grad(formula(*inputs), inputs, upstream, allow_unused=True)


def agree_back(what, formula, node, inputs, local, products):
    """{agree_back}"""
    if local is not None:
        for found, expected in zip(back(formula, torch.tensor(1.0), inputs), local):
            agree(f"local gradient of {{what}}", found, expected)
    if products is not None:
        for found, expected in zip(back(formula, node.grad, inputs), products):
            agree(f"path through {{what}}", found, expected)
'''


def script(exercise: Exercise, trace: Trace) -> Iterator[str]:
    """The lines of the script, after its head."""
    yield from _Script(exercise, trace).lines()


class _Script:
    """The parts of the script."""

    def __init__(self, exercise: Exercise, trace: Trace) -> None:
        self.trace = trace
        self.nodes = trace.graph.nodes
        self.code = Lines(trace.graph, Names(exercise), whole=False)
        self.upstream = exercise.upstream[1] if exercise.upstream else None
        self.steps = [index for index, node in enumerate(self.nodes) if node.rule is not None]
        self.lost = lost(trace)

    def lines(self) -> Iterator[str]:
        yield commented("torch.set_default_dtype(torch.float64)", say("pytorch.double"))
        yield from ("", *self._functions(), "")
        yield from self._leaves()
        yield from self._forward()
        yield from self._backward()
        yield from self._values()
        yield from self._gradients()
        yield from self._edges()
        yield from self._printed()

    def _functions(self) -> Iterator[str]:
        back = _BACK.format(back=say("pytorch.back"), agree_back=say("pytorch.agree-back"))
        yield from ("", *_AGREE.format(agree=say("pytorch.agree")).splitlines(), "")
        yield from ("", *back.splitlines(), "")

    def _leaves(self) -> Iterator[str]:
        yield comment(say("pytorch.leaves"))
        for index, node in enumerate(self.nodes):
            if node.rule is None:
                code = f"{self.code.name(index)} = {tensor(self.trace.value(index), learnt=True)}"
                yield commented(code, say(_LEAVES[node.kind], name=node.name))

    def _forward(self) -> Iterator[str]:
        yield from ("", comment(say("pytorch.forward")))
        for index in self.steps:
            # Of a step without inputs, a gradient is kept too.
            constant = "" if self.nodes[index].inputs else ".requires_grad_()"
            code = f"{self.code.name(index)} = {self.code.piece(index).within(ATOM if constant else SUM)}{constant}"
            number = step_number(self.code.numbers[index], ascii=False)
            node, formula = self.nodes[index], self.code.formula(index)
            yield commented(code, f"{number} {node.name} = {formula}" if node.named else f"{number} {formula}")

    def _backward(self) -> Iterator[str]:
        yield from ("", comment(say("pytorch.retain")))
        yield f"nodes = [{', '.join(map(self.code.name, self.steps))}]"
        yield from ("for node in nodes:", "    node.retain_grad()", "")
        output = self.trace.graph.output
        if self.upstream is None:
            yield from (comment(say("pytorch.backward")), f"{self.code.name(output)}.backward()")
        else:
            yield comment(say("pytorch.backward-upstream", name=self.nodes[output].name))
            yield f"{self.code.name(output)}.backward({tensor(self.upstream)})"

    def _values(self) -> Iterator[str]:
        yield from ("", comment(say("pytorch.values")))
        for index in self.steps:
            yield self._agree(index, self.code.name(index), self.trace.value(index))

    def _gradients(self) -> Iterator[str]:
        yield from ("", comment(say("pytorch.gradients")))
        for index in (*self.steps[::-1], *(i for i, node in enumerate(self.nodes) if node.rule is None)):
            yield self._agree(index, f"{self.code.name(index)}.grad", self.trace.gradient(index))

    def _agree(self, index: int, what: str, expected: Value | None) -> str:
        if index in self.lost:
            return comment(say("pytorch.lost", name=self.nodes[index].name))
        return f'agree("{what}", {what}, {"None" if expected is None else literal(expected)})'

    def _edges(self) -> Iterator[str]:
        yield from ("", comment(say("pytorch.edges")))
        for index in self.steps:
            inputs = self.nodes[index].inputs
            if inputs and not self.lost.intersection((index, *inputs)):
                yield self._agree_back(index)

    def _agree_back(self, index: int) -> str:
        """One call for all edges into a node: the same formula again, with an input of its own for each edge."""
        name, inputs = self.code.name(index), self.nodes[index].inputs
        called = [self.code.name(source) for source in inputs]
        given = called if len(set(called)) == len(called) else [f"p{number}" for number in range(1, len(called) + 1)]
        formula = self.code.over(index, [Piece(text) for text in given]).text
        edges = [Edge(index, number) for number in range(len(inputs))]
        local = [self.trace.local_value(edge) for edge in edges]
        products = None if self.trace.gradient(index) is None else list(map(self._product, edges))
        texts = [f'"{name}"', f"lambda {', '.join(given)}: {formula}", name, f"[{', '.join(called)}]"]
        texts += ["None" if None in local else _listed(local), "None" if products is None else _listed(products)]
        return call("agree_back", texts)

    def _product(self, edge: Edge) -> Value | None:
        if not self.trace.differentiable(edge):
            return None
        return self.trace.path(self.nodes[edge.consumer].inputs[edge.edge], edge).product

    def _printed(self) -> Iterator[str]:
        yield ""
        loss = OUTSIDE_LOSS if self.upstream is not None else self.code.name(self.trace.graph.output)
        leaves = [index for index, node in enumerate(self.nodes) if node.rule is None]
        learnt = [index for index in leaves if self.nodes[index].kind is Kind.PARAMETER] or leaves
        for index in learnt:
            if self.trace.gradient(index) is not None:
                read = "tolist()" if self.nodes[index].shape else "item()"
                name = self.code.name(index)
                yield f'print("d{loss}/d{name} =", {name}.grad.{read})'
        yield call("print", [json.dumps(say("pytorch.all-agree"), ensure_ascii=False)])


def _listed(values: Sequence[Value | None]) -> str:
    return f"[{', '.join('None' if value is None else literal(value) for value in values)}]"
