"""The values that conditions compare: tags, constants, days from the as-of day, tastes; and which of them compare."""

from __future__ import annotations

import ast
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from regulars.core.errors import Fault, unknown
from regulars.core.rule import Affinity, Constant, Field, FromAsOf, Sign, Value
from regulars.core.rule_text import RuleText
from regulars.core.rule_words import CALLS, Names

#: Numbers with more digits have no meaning in a shop, and engines cannot compare them with every tag.
MOST_NUMBER, MOST_PLACES = Decimal(10) ** 12, 6
MOST_DAYS = 36_500
_YES_NO = {"true": True, "false": False}
_FEW = 30
_EXAMPLES = {
    "number": "Compare it with a number, such as {name} >= 100",
    "word": "Compare it with words, such as {name} in ('a', 'b')",
    "day": "Compare it with a day, such as {name} >= as_of - days(30)",
    "yes_no": "It stands by itself: {name}, or not {name}",
}


class Values:
    """Reads values and notes what is wrong with them."""

    def __init__(self, source: RuleText, names: Names, faults: list[Fault], deed: str = "") -> None:
        self.source, self.names, self.faults, self.deed = source, names, faults, deed

    def fault(self, tree: ast.expr | ast.keyword, message: str) -> Any:
        """Note what is wrong; None, so that whoever reads can end with it."""
        self.faults.append(Fault(self.source.where(self.source.at(tree)), message))

    # Reading ---------------------------------------------------------------------------------------------------------

    def value(self, tree: ast.expr) -> Value | None:
        match tree:
            case ast.Name(id="as_of"):
                return FromAsOf(0)
            case ast.Name(id=name):
                return self._named(tree, name)
            case ast.Constant(value=value):
                return self._constant(tree, value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if not isinstance(
                value, bool
            ):
                return self._number(tree, -value)
            case ast.BinOp(left=ast.Name(id="as_of"), op=ast.Add() | ast.Sub()):
                return self._from_as_of(tree)
            case ast.Call(func=ast.Name(id="affinity")):
                return self._affinity(tree)
        hint = ". Values are tags, words, numbers, days and as_of - days(30)"
        return self.fault(tree, f"{readable(tree)} is no value of the rule language{hint}")

    def beside(self, tree: ast.expr, other: ast.expr) -> Value | None:
        """A value that is compared with another: beside a tag of words, a name that is none lacks its quotes."""
        term = self.names.fields.get(other.id) if isinstance(other, ast.Name) else None
        is_name = isinstance(tree, ast.Name) and tree.id not in (*self.names.fields, "as_of", "today", "now")
        if term is None or term.kind != "word" or not is_name or tree.id.lower() in _YES_NO:  # type: ignore[attr-defined]
            return self.value(tree)
        written: str = tree.id  # type: ignore[attr-defined]
        known = tuple(term.words()) if term.words else ()
        meant = next((word for word in known if word.lower() == written.lower()), None)
        if known and meant is None:
            wrong = unknown(f"word of {other.id}", written, known)  # type: ignore[attr-defined]
            return self.fault(tree, f"{wrong}. Words stand between quotes")
        return self.fault(tree, f"{written} stands without quotes. Words stand between them: '{meant or written}'")

    def _named(self, tree: ast.Name, name: str) -> Value | None:
        if name in self.names.fields:
            return Field(name, self.names.fields[name].kind)
        if name.lower() in _YES_NO:
            return Constant(_YES_NO[name.lower()], "yes_no")
        if name in ("today", "now"):
            return self.fault(
                tree, f"{name} would give another answer every day. Write as_of: the day that is asked for"
            )
        kind = f"field of {self.deed!r}" if self.deed else "tag"
        known = [*self.names.fields, "as_of"]
        return self.fault(tree, unknown(kind, name, known, most=_FEW, see=self.names.see if len(known) > _FEW else ""))

    def _constant(self, tree: ast.expr, value: object) -> Constant | None:
        if isinstance(value, bool):
            return Constant(value, "yes_no")
        if isinstance(value, int | float):
            return self._number(tree, value)
        if isinstance(value, str):
            return self._word(tree, value)
        return self.fault(tree, f"{readable(tree)} is no value. Whether a tag is known asks known(…)")

    def _number(self, tree: ast.expr, value: float) -> Constant | None:
        number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite() or abs(number) >= MOST_NUMBER or number != round(number, MOST_PLACES):
            most = f"12 digits before the point and {MOST_PLACES} after it"
            told = short(self.source.between(tree, tree))
            return self.fault(tree, f"{told} has more digits than can be compared: {most}")
        return Constant(number, "number")

    def _word(self, tree: ast.expr, value: str) -> Constant | None:
        """Signs that no column holds end the engine's text, or cannot be written at all."""
        odd = next((sign for sign in value if (not sign.isprintable() and not sign.isspace()) or sign < " "), None)
        if odd is not None:
            return self.fault(tree, f"holds the sign {odd!r}, which no word of a shop has")
        return Constant(value, "word")

    def _from_as_of(self, tree: ast.BinOp) -> FromAsOf | None:
        match tree.right:
            case ast.Call(func=ast.Name(id="days"), args=[ast.Constant(value=int() as days)], keywords=[]) if (
                not isinstance(days, bool) and days <= MOST_DAYS
            ):
                return FromAsOf(-days if isinstance(tree.op, ast.Sub) else days)
        return self.fault(tree, f"to as_of days are added: {CALLS['days'][0]}, {MOST_DAYS:,} at most")

    def _affinity(self, tree: ast.Call) -> Affinity | None:
        if self.deed:
            return self.fault(tree, "affinity(…) cannot stand within where: it is of the customer")
        if not self.takes(tree, "affinity", 2) or tree.keywords:
            return None
        dimension, value = self.text_of(tree.args[0]), self.text_of(tree.args[1])
        if dimension is not None and dimension not in self.names.dimensions:
            return self.fault(tree.args[0], unknown("dimension", dimension, self.names.dimensions))
        return None if dimension is None or value is None else Affinity(dimension, value)

    def text_of(self, tree: ast.expr, such: str = "'…'") -> str | None:
        """A text between quotes; such as cannot be told from a name otherwise."""
        if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
            found = self._word(tree, tree.value)
            return str(found.value) if found is not None else None
        return self.fault(tree, f"here stands a text between quotes ({such}), not {readable(tree)}")

    def takes(self, tree: ast.Call, name: str, many: int) -> bool:
        if len(tree.args) == many:
            return True
        self.fault(tree, f"{name} takes {many} value{'s' * (many > 1)}, {len(tree.args)} given: {CALLS[name][0]}")
        return False

    # Comparing -------------------------------------------------------------------------------------------------------

    def as_day(self, value: Value, other: Value | None, tree: ast.expr) -> Value | None:
        """A text that is compared with a day, as a day."""
        if other is None or other.kind != "day" or not isinstance(value, Constant) or value.kind != "word":
            return value
        text = str(value.value)
        with suppress(ValueError):
            if (day := date.fromisoformat(text)).isoformat() == text:  # weeks and days without dashes are read too
                return Constant(day, "day")
        return self.fault(tree, f"{text!r} is no day. Write it as '2025-01-31'")

    def as_place(self, value: Value, other: Value | None, tree: ast.expr) -> Value | None:
        """The name of a place that is compared with a tag of places, as the word that the tag has for it."""
        term = self.names.fields.get(other.name) if isinstance(other, Field) else None
        if term is None or term.place is None or not isinstance(value, Constant) or not isinstance(value.value, str):
            return value
        if (stored := term.place(value.value)) is not None:
            return Constant(stored, "word")
        wrong = unknown(other.name, value.value, term.places(), most=6)  # type: ignore[union-attr]
        return self.fault(tree, f"{wrong}. A place is told by its name or its code")

    def is_comparable(self, one: Value, sign: Sign, other: Value, trees: tuple[ast.expr, ast.expr]) -> bool:
        """Whether two values compare; what does not is noted."""
        if isinstance(one, Constant | FromAsOf) and isinstance(other, Constant | FromAsOf):
            self.fault(trees[0], f"{readable(trees[0])} and {readable(trees[1])} are both constants: name a tag")
            return False
        if one.kind != other.kind:
            asked = one if not isinstance(one, Constant) else other
            told = f"{self.said(one)} does not compare with {self.said(other)}"
            self.fault(trees[0], f"{told}. {self._advice(asked, sign, one, other)}")
            return False
        if one.kind in ("word", "yes_no") and sign not in ("==", "!="):
            self.fault(trees[0], f"{self.said(one)} has no order, so {sign} says nothing. Use == != in")
            return False
        return (
            self._is_within(one, other, trees[1])
            and self._is_within(other, one, trees[0])
            and (self._is_word_of(one, other, trees[1]) and self._is_word_of(other, one, trees[0]))
        )

    def _is_within(self, field: Value, value: Value, tree: ast.expr) -> bool:
        """Whether a tag can have a number at all; a share goes from 0 to 1."""
        span = (0, 1) if isinstance(field, Affinity) else None
        if isinstance(field, Field):
            span = self.names.fields[field.name].span
        if span is None or not isinstance(value, Constant) or not isinstance(value.value, Decimal):
            return True
        if span[0] <= value.value <= span[1]:
            return True
        name = getattr(field, "name", "affinity(…)")
        is_percent = span == (0, 1) and 1 < value.value <= 100
        hint = f": {value.value} % is {(value.value / 100).normalize():f}" if is_percent else ""
        self.fault(tree, f"{name} goes from {span[0]} to {span[1]}, {value.value} is nobody's{hint}")
        return False

    def _is_word_of(self, field: Value, value: Value, tree: ast.expr) -> bool:
        if not isinstance(field, Field) or not isinstance(value, Constant) or field.kind != "word":
            return True
        words = self.names.fields[field.name].words
        if words is None or value.value in (known := words()):
            return True
        self.fault(tree, unknown(f"word of {field.name}", value.value, known))
        return False

    def said(self, value: Value) -> str:
        """A value in words, for the middle of a message."""
        kinds = {"number": "a number", "word": "a word", "day": "a day", "yes_no": "yes or no"}
        if isinstance(value, Field):
            unit = self.names.fields[value.name].unit
            told = kinds[value.kind] if unit in ("number", "word", "day", "yes_no") else f"a number, {unit}"
            return f"{value.name} ({told})"
        if isinstance(value, Affinity):
            return "affinity(…) (a number, share)"
        if isinstance(value, FromAsOf):
            return "as_of (a day)"
        return f"{str(value.value)!r}" if value.kind in ("word", "day") else str(value.value)

    def example(self, value: Value) -> str:
        """How a tag of its kind is asked."""
        return _EXAMPLES[value.kind].format(name=getattr(value, "name", "it"))

    def _advice(self, asked: Value, sign: Sign, one: Value, other: Value) -> str:
        constant: Any = one if isinstance(one, Constant) else other
        if isinstance(constant, Constant) and asked.kind == "word" and constant.kind == "number":
            if sign not in ("==", "!="):
                return f"Words have no order. {self.example(asked)}"
            return f"Words stand between quotes: '{constant.value}'"
        if isinstance(constant, Constant) and asked.kind == "number" and constant.kind == "word":
            return "Numbers stand without quotes"
        return self.example(asked)


def readable(tree: ast.expr) -> str:
    """A part of a rule, short enough for a message."""
    try:
        text = ast.unparse(tree)
    except (ValueError, RecursionError):
        return "this"
    return short(text)


def short(text: str) -> str:
    """A text, cut where it is long."""
    return text if len(text) <= 60 else f"{text[:57]}…"
