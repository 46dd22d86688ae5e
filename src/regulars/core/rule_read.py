"""Rules of audiences: conditions on tags, deeds and other audiences, read with Python's own grammar and checked whole.

Only what is listed in ``rule_words`` has a meaning; nothing of a rule is ever executed as Python or pasted in SQL.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from regulars.core.errors import Fault, raise_faults, unknown
from regulars.core.rule import (
    And,
    Constant,
    Field,
    FromAsOf,
    Holds,
    InAudience,
    Known,
    Not,
    OneOf,
    Or,
    Part,
    Rule,
    Sign,
    Test,
    Value,
)  # fmt: skip
from regulars.core.rule_deed import Deeds
from regulars.core.rule_text import RuleText
from regulars.core.rule_value import readable
from regulars.core.rule_words import CALLS, OPTIONS, Names

SIGNS: dict[type[ast.cmpop], Sign] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def read(text: object, names: Names) -> Rule:
    """A checked rule. Raises InputError that tells all faults with their places, ``faults`` holding them as values."""
    rule, faults = read_or_faults(text, names)
    raise_faults(faults, title="the rule cannot be used")
    assert rule is not None
    return rule


def read_or_faults(text: object, names: Names) -> tuple[Rule | None, list[Fault]]:
    """The rule, or everything that is wrong with it."""
    if not isinstance(text, str):
        return None, [Fault("", f"is a text such as 'spend_12m >= 1000', not {type(text).__name__}")]
    source = RuleText(text)
    tree, faults = source.tree()
    if tree is None:
        return None, faults
    rule = _Reader(source, names, faults).rule(tree)
    return (None if faults else rule), sorted(faults, key=lambda one: _order(one.where))


def _order(where: str) -> list[int]:
    return [int(word) for word in where.replace(",", "").split() if word.isdigit()]


class _Reader(Deeds):
    """Reads conditions. What cannot be read is noted and None; the rest is read on, for the other faults."""

    def rule(self, tree: ast.expr) -> Rule | None:
        match tree:
            case ast.BoolOp(op=op, values=inner):
                parts = [self.rule(one) for one in inner]
                found = tuple(part for part in parts if part is not None)
                return None if len(found) < len(parts) else And(found) if isinstance(op, ast.And) else Or(found)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                part = self.rule(operand)
                return None if part is None else Not(part)
            case ast.Compare():
                return self._chain(tree)
            case ast.Call(func=ast.Name(id=name)):
                return self._call(tree, name)
            case ast.Name():
                return self._holds(tree)
        self.fault(tree, f"{readable(tree)} is no condition. Compare a tag with a value, such as spend_12m >= 1000")
        return None

    # Comparisons -----------------------------------------------------------------------------------------------------

    def _chain(self, tree: ast.Compare) -> Rule | None:
        """``100 <= x < 500`` is two conditions."""
        sides = [tree.left, *tree.comparators]
        tests = [self._compare(sides[place], op, sides[place + 1]) for place, op in enumerate(tree.ops)]
        found = tuple(test for test in tests if test is not None)
        if len(found) < len(tests):
            return None
        return found[0] if len(found) == 1 else And(found)

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Rule | None:
        if isinstance(op, ast.In | ast.NotIn):
            return self._one_of(left, right, is_not=isinstance(op, ast.NotIn))
        if type(op) not in SIGNS:
            return self.fault(left, "comparisons are == != < <= > >= in; known(…) asks whether a tag is known")
        one, other = self.beside(left, right), self.beside(right, left)
        if one is None or other is None:
            return None
        one, other = self.as_day(one, other, left), self.as_day(other, one, right)
        if one is None or other is None:
            return None
        one, other = self.as_place(one, other, left), self.as_place(other, one, right)
        sign, text = SIGNS[type(op)], self.source.between(left, right)
        if one is None or other is None or not self.is_comparable(one, sign, other, (left, right)):
            return None
        return Test(one, sign, other, text=text, at=self.source.at(left))

    def _one_of(self, left: ast.expr, right: ast.expr, *, is_not: bool) -> Rule | None:
        value = self.value(left)
        is_one = not isinstance(right, ast.Tuple | ast.List | ast.Set) and self.source.is_bracketed(right)
        listed = [right] if is_one else getattr(right, "elts", [])
        if not listed:
            return self.fault(right, "after in comes a list: province in ('330000', '310000')")
        if isinstance(value, Constant):
            return self.fault(left, "before in stands a tag")
        choices = [self._choice(value, left, one) for one in listed]
        found = tuple(choice for choice in choices if choice is not None)
        if value is None or len(found) < len(choices):
            return None
        text = self.source.between(left, right)
        if is_one:  # the bracket around a single value is no part of it
            text = f"{self.source.between(left, left)} {'not ' * is_not}in ({self.source.between(right, right)},)"
        return OneOf(value, found, is_not, text=text, at=self.source.at(left))

    def _choice(self, value: Value | None, left: ast.expr, tree: ast.expr) -> Constant | None:
        choice = self.beside(tree, left)
        if value is None or choice is None:
            return None
        choice = self.as_day(choice, value, tree)
        choice = self.as_place(choice, value, tree) if choice is not None else None
        if choice is not None and not isinstance(choice, Constant):
            return self.fault(tree, f"{readable(tree)} is no constant: lists hold words, numbers or days")
        if choice is None or not self.is_comparable(value, "==", choice, (left, tree)):
            return None
        return choice

    def _holds(self, tree: ast.Name) -> Rule | None:
        value = self.value(tree)
        if isinstance(value, Field) and value.kind == "yes_no":
            return Holds(value, text=self.source.between(tree, tree), at=self.source.at(tree))
        if value is not None:
            self.fault(tree, f"{tree.id} alone is no condition. {self.example(value)}")
        return None

    # Calls -----------------------------------------------------------------------------------------------------------

    def _call(self, tree: ast.Call, name: str) -> Rule | None:
        calls: dict[str, Callable[[ast.Call, str], Rule | None]] = {
            **dict.fromkeys(("contains", "starts_with", "ends_with"), self._part),
            **dict.fromkeys(("known", "unknown"), self._known), "did": self.did,
            **dict.fromkeys(("followed", "not_followed"), self.followed), "audience": self._audience,
        }  # fmt: skip
        if name not in CALLS:
            return self.fault(tree, unknown("function", name, CALLS))
        if name not in calls:
            return self.fault(tree, f"{name}(…) alone is no condition. Write it as: {CALLS[name][0]}")
        if self.deed and name in (*OPTIONS, "audience"):
            return self.fault(tree, f"{name}(…) cannot stand within where: that is about one {self.deed!r} only")
        if tree.keywords and name not in OPTIONS:
            return self.fault(tree, f"{name} takes no settings. Write it as: {CALLS[name][0]}")
        return calls[name](tree, name)

    def _part(self, tree: ast.Call, name: str) -> Rule | None:
        if not self.takes(tree, name, 2):
            return None
        value, part = self.value(tree.args[0]), self.text_of(tree.args[1])
        if value is not None and (value.kind != "word" or isinstance(value, Constant)):
            return self.fault(tree.args[0], f"{name} looks into words; {self.said(value)} stands here")
        if value is None or part is None:
            return None
        return Part(name, value, part, text=self.source.between(tree, tree), at=self.source.at(tree))  # type: ignore[arg-type]

    def _known(self, tree: ast.Call, name: str) -> Rule | None:
        value = self.value(tree.args[0]) if self.takes(tree, name, 1) else None
        if value is None:
            return None
        if isinstance(value, Constant | FromAsOf):
            return self.fault(tree.args[0], f"{name} asks of a tag: {CALLS[name][0]}")
        inner = Known(value, text=self.source.between(tree, tree), at=self.source.at(tree))
        return inner if name == "known" else Not(replace(inner, text=inner.text.replace("unknown", "known", 1)))

    def _audience(self, tree: ast.Call, name: str) -> Rule | None:
        wanted = self.text_of(tree.args[0]) if self.takes(tree, name, 1) else None
        if wanted is None:
            return None
        if wanted not in self.names.audiences:
            return self.fault(tree, unknown("audience", wanted, self.names.audiences))
        return InAudience(wanted, text=self.source.between(tree, tree), at=self.source.at(tree))
