"""The grammar: precedence climbing over the tokens of one formula.

`Grammar(excerpt, scope).formula()` is its tree. Of each rule of the language one method here speaks.
"""

from __future__ import annotations

from fractions import Fraction

from bpcli.core.findings import Faults
from bpcli.core.limits import NESTING_DEPTH
from bpcli.core.source import Excerpt
from bpcli.language.calls import WRITTEN_OUT, Call, Option, resolved, size
from bpcli.language.faults import CALL, LIMIT, SYNTAX, comma_in_number, fault
from bpcli.language.lexer import tokens
from bpcli.language.names import Scope
from bpcli.language.tokens import Kind, Token
from bpcli.language.tree import Apply, Number, Tree
from bpcli.language.words import divided, meaning, multiplies
from bpcli.ops.signs import INFIX, POWER, PREFIX, PRODUCT, ROOT, SUM

_CLOSING = {"(": ")", "[": "]", "|": "|"}
_ENDS = {Kind.END: "operand-missing-end", Kind.LOWERED: "operand-missing-raised"}
_BEGINS = frozenset((Kind.NAME, Kind.OPEN, Kind.NUMBER, Kind.FRACTION, Kind.BAR))


class Grammar:
    """Precedence climbing over the tokens. Its own depth is that of brackets, signs and powers, and bounded."""

    def __init__(self, excerpt: Excerpt, scope: Scope) -> None:
        self.excerpt = excerpt
        self.scope = scope
        self.tokens = divided(tokens(excerpt), scope, excerpt)
        self.at = 0
        self.depth = 0
        self.written_out = 0
        self.open: list[Token] = []  # what has been opened around here: brackets, bars, superscripts

    @property
    def _token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.at]

    def _advance(self) -> Token:
        """Take the next token; the end is never passed."""
        at, self.at = self.at, min(self.at + 1, len(self.tokens) - 1)
        return self.tokens[at]

    def formula(self) -> Tree:
        """The whole text."""
        first = self._token
        if first.kind is Kind.END:
            raise self._fault("empty", first)
        tree = self._expression(SUM)
        if self._token.kind is not Kind.END:
            raise self._misplaced()
        return tree

    def _expression(self, least: int) -> Tree:
        """The longest formula from here whose signs all bind at least so tightly."""
        start = self._token.start
        left = self._operand()
        while (longer := self._continued(left, start, least)) is not None:
            left = longer
        return left

    def _continued(self, left: Tree, start: int, least: int) -> Tree | None:
        """`left` with the sign and operand behind it; None where it ends here."""
        token = self._token
        if token.kind is Kind.SIGN and token.op == "transpose":
            self._advance()
            return Apply("transpose", (left,), (), start, token.end)
        if token.kind is Kind.SIGN and token.op in INFIX:
            return self._infix(left, start, least)
        if token.kind is Kind.RAISED:
            return self._raised(left, start)
        closes = token.kind is Kind.BAR and bool(self.open) and self.open[-1].kind is Kind.BAR
        if least > PRODUCT or closes or not (token.kind in _BEGINS or token.op == "sqrt"):
            return None
        self._check_juxtaposition()
        return self._apply("dot", start, left, self._expression(PRODUCT + 1))

    def _infix(self, left: Tree, start: int, least: int) -> Tree | None:
        sign = INFIX[self._token.op]
        if sign.binding < least:
            return None
        token = self._advance()
        if not sign.to_the_right:
            return self._apply(sign.op, start, left, self._expression(sign.binding + 1))
        if self._token.text == "T" and not self.scope.is_declared("T"):
            self._advance()
            return self._apply("transpose", start, left)
        return self._apply(sign.op, start, left, self._deeper(token, POWER))

    def _raised(self, base: Tree, start: int) -> Tree:
        token = self._advance()
        self.open.append(token)
        exponent = self._deeper(token, SUM)
        if self._token.kind is not Kind.LOWERED:
            raise self._misplaced()
        self.open.pop()
        self._advance()
        return self._apply("pow", start, base, exponent)

    def _operand(self) -> Tree:
        """A number, a name, a call, a bracket, or one of these with a sign in front."""
        token = self._advance()
        if token.kind is Kind.NUMBER:
            return Number(token.value, *token.span)
        if token.kind is Kind.FRACTION:
            above, below = (Number(Fraction(part), *token.span) for part in token.value.as_integer_ratio())
            return Apply("div", (above, below), (), *token.span)
        if token.kind is Kind.NAME:
            return self._call(token) if self._is_call(token) else meaning(token, self._token, self.scope, self.excerpt)
        if token.kind is Kind.BAR or (token.kind is Kind.OPEN and token.text == "("):
            return self._group(token)
        if token.op in ("sub", "add"):
            tree = self._deeper(token, PREFIX)
            return tree if token.op == "add" else self._apply("neg", token.start, tree)
        if token.op == "sqrt":
            return self._apply("sqrt", token.start, self._deeper(token, ROOT))
        self.at -= token.kind is not Kind.END
        raise self._operand_missing()

    def _group(self, opening: Token) -> Tree:
        """What stands between brackets or bars, the opening one read."""
        self.open.append(opening)
        if self._token.kind is Kind.CLOSE and opening.text == "(":
            raise fault(SYNTAX, "brackets-empty", self.excerpt, (opening.start, self._token.end))
        tree = self._deeper(opening, SUM)
        closing = self._close()
        return self._apply("abs", opening.start, tree) if opening.kind is Kind.BAR and closing else tree

    def _close(self) -> Token:
        """Take the bracket or bar that closes the innermost open one."""
        opening = self.open[-1]
        matches = self._token.kind is Kind.BAR if opening.kind is Kind.BAR else self._token.text == ")"
        if not matches:
            raise self._misplaced()
        self.open.pop()
        return self._advance()

    def _is_call(self, name: Token) -> bool:
        return self._token.text == "(" and self.scope.is_function(name.text)

    def _call(self, name: Token) -> Tree:
        """A call, its name read."""
        opening = self._advance()
        self.open.append(opening)
        arguments: list[Tree] = []
        options: list[Option] = []
        while self._token.kind is not Kind.CLOSE or arguments or options:
            if self._token.kind is Kind.NAME and self.tokens[self.at + 1].kind is Kind.EQUALS:
                options.append(self._option())
            elif options:
                raise fault(CALL, "option-first", self.excerpt, self._token.span)
            else:
                arguments.append(self._deeper(opening, SUM))
            if self._token.kind is not Kind.COMMA:
                break
            self._advance()
        end = self._close().end
        tree = resolved(Call(self.excerpt, name, tuple(arguments), tuple(options), end), self.scope)
        self._count_written_out(name, tree)
        return tree

    def _option(self) -> Option:
        name, _equals = self._advance(), self._advance()
        negative = self._token.op == "sub"
        self.at += negative
        number = self._advance()
        if number.kind is not Kind.NUMBER or self._token.kind not in (Kind.COMMA, Kind.CLOSE):
            raise fault(CALL, "option-number", self.excerpt, name.span, option=name.text)
        return Option(name, -number.value if negative else number.value)

    def _count_written_out(self, name: Token, tree: Tree) -> None:
        if self.scope.function(name.text) is None:
            return
        self.written_out += size(tree)
        if self.written_out > WRITTEN_OUT:
            raise fault(LIMIT, "inlined", self.excerpt, name.span, limit=f"{WRITTEN_OUT:,}", name=name.text)

    def _apply(self, op: str, start: int, *args: Tree) -> Tree:
        return Apply(op, args, (), start, self.tokens[self.at - 1].end)

    def _deeper(self, token: Token, least: int) -> Tree:
        """An expression one level further in; `token` opens the level."""
        self.depth += 1
        if self.depth > NESTING_DEPTH:
            raise fault(LIMIT, "too-deep", self.excerpt, token.span, limit=NESTING_DEPTH, level=self.depth)
        tree = self._expression(least)
        self.depth -= 1
        return tree

    # Faults

    def _check_juxtaposition(self) -> None:
        """Refuse to multiply where a sign is missing: `x 2`, `x and y`."""
        last, token = self.tokens[self.at - 1], self._token
        if token.kind in (Kind.NUMBER, Kind.FRACTION):
            raise fault(SYNTAX, "sign-missing", self.excerpt, token.span, left=last.text or ")", right=token.text)
        if not token.apart or token.kind is not Kind.NAME:
            return
        words = [word for word in (last, token) if word.kind is Kind.NAME]
        if not all(multiplies(word, self.scope) for word in words):
            fields = {"left": last.text, "right": token.text}
            raise fault(SYNTAX, "words-apart", self.excerpt, token.span, **fields)

    def _operand_missing(self) -> Faults:
        token, last = self._token, self.tokens[self.at - 1] if self.at else None
        if token.text == "[":
            return self._fault("square-bracket", token)
        if last is None:
            return self._fault("operand-first", token, found=self._typed(token))
        key = _ENDS.get(token.kind, "operand-missing")
        fields = {"sign": self._typed(last), "found": self._typed(token)}
        return fault(SYNTAX, key, self.excerpt, token.span, "operand-help", **fields)

    def _misplaced(self) -> Faults:
        """The fault of a token that cannot follow what was read."""
        token, opening = self._token, self.open[-1] if self.open else None
        if token.kind is Kind.EQUALS:
            return self._fault("equals", token)
        if token.text == "[":
            return self._fault("square-bracket", token)
        if token.kind is Kind.COMMA:
            return self._comma()
        if opening is None:
            return self._fault("bracket-stray", token, found=token.text)
        if opening.kind is Kind.RAISED:
            return self._fault("bracket-stray", token, found=self._typed(token))
        fields = {"bracket": opening.text, "closing": _CLOSING[opening.text], "found": token.text}
        at_end = token.kind is Kind.END
        return self._fault("bracket-open" if at_end else "bracket-wrong", opening if at_end else token, **fields)

    def _comma(self) -> Faults:
        last, token, following = self.tokens[self.at - 1 : self.at + 2]
        numbers = last.kind is following.kind is Kind.NUMBER
        if not (numbers and last.touches(token) and token.touches(following)):
            return self._fault("comma", token)
        return comma_in_number(self.excerpt, token.span, last.text, following.text)

    def _typed(self, token: Token) -> str:
        """A token as it stands in the excerpt."""
        return self.excerpt.text[token.start : max(token.end, token.start + 1)]

    def _fault(self, key: str, token: Token, **fields: object) -> Faults:
        return fault(SYNTAX, key, self.excerpt, token.span, None, **fields)
