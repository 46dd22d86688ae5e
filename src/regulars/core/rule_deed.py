"""What people did, as rules look for it: how often, in which time, under which condition, and followed by what."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date

from regulars.core.errors import unknown
from regulars.core.rule import Constant, Deed, Did, Followed, FromAsOf, Rule
from regulars.core.rule_value import Values, readable
from regulars.core.rule_words import CALLS, OPTIONS

MOST_TIMES, MOST_DAYS = 1_000_000, 36_500
HOURS = {"h": 1, "d": 24, "w": 24 * 7}


class Deeds(Values):
    """Reads ``did``, ``followed`` and ``not_followed``; the conditions within ``where`` are read by ``rule``."""

    def rule(self, tree: ast.expr) -> Rule | None:
        raise NotImplementedError

    def did(self, tree: ast.Call, name: str) -> Rule | None:
        options = self._options(tree, name)
        behaviour = self._behaviour(tree.args[0]) if self.takes(tree, name, 1) else None
        least = self._times(options.get("at_least"), 0 if "at_most" in options else 1)
        most = self._times(options.get("at_most"), None)
        deed = self._deed(behaviour, options, where="where", within="within")
        if most is not None and least is not None and most < least:
            return self.fault(tree, f"at_most={most} is less than at_least={least}: nobody can be meant")
        if least == 0 and most is None:
            return self.fault(tree, "at_least=0 is everyone. Ask for at_least=1, or for at_most=0: never")
        if deed is None or self.faults:
            return None
        return Did(deed, least or 0, most, text=self.source.between(tree, tree), at=self.source.at(tree))

    def followed(self, tree: ast.Call, name: str) -> Rule | None:
        options = self._options(tree, name)
        first = self._behaviour(tree.args[0]) if self.takes(tree, name, 1) else None
        missing = [needed for needed in ("by", "within") if needed not in options]
        if missing:
            return self.fault(tree, f"{name} needs {' and '.join(missing)}. Write it as: {CALLS[name][0]}")
        by, length = self._behaviour(options["by"]), self._length(options["within"])
        deed = self._deed(first, options, where="where", within="last")
        later = self._deed(by, {"by_where": options["by_where"]} if "by_where" in options else {}, where="by_where")
        if deed is None or later is None or length is None or self.faults:
            return None
        is_not = name == "not_followed"
        return Followed(deed, later, length[1], is_not, text=self.source.between(tree, tree), at=self.source.at(tree))

    def _options(self, tree: ast.Call, name: str) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for one in tree.keywords:
            if one.arg is None or one.arg not in OPTIONS[name]:
                self.fault(one, unknown(f"setting of {name}", one.arg or "**", OPTIONS[name]))
            elif one.arg in found:
                self.fault(one, f"{one.arg} is given twice")
            else:
                found[one.arg] = one.value
        return found

    def _behaviour(self, tree: ast.expr) -> str | None:
        name = self.text_of(tree)
        if name is None or name in self.names.behaviours():
            return name
        return self.fault(tree, unknown("behaviour", name, self.names.behaviours()))

    def _deed(
        self, behaviour: str | None, options: dict[str, ast.expr], *, where: str, within: str = ""
    ) -> Deed | None:
        """``behaviour`` is None where it is not known: then ``where`` cannot be read, but the rest can."""
        days, hours = (self._length(options[within]) if within in options else None) or (None, None)
        since, until = (self._day(options[name]) if name in options else None for name in ("since", "until"))
        if within in options and ("since" in options or "until" in options):
            self.fault(options[within], f"give {within} or since and until, not both")
        if _is_after(since, until):
            told = f"until={readable(options['until'])} is before since={readable(options['since'])}"
            self.fault(options["until"], f"{told}: no day can be meant")
        if behaviour is None:
            return None
        inner = self._where(behaviour, options[where]) if where in options else None
        return Deed(behaviour, inner, days, None if days is not None else hours, since, until)

    def _where(self, behaviour: str, tree: ast.expr) -> Rule | None:
        names = replace(self.names, fields=self.names.behaviours()[behaviour], see="")
        return type(self)(self.source, names, self.faults, behaviour).rule(tree)

    def _day(self, tree: ast.expr) -> Constant | FromAsOf | None:
        value = self.value(tree)
        value = self.as_day(value, FromAsOf(0), tree) if value is not None else None
        if value is None or (isinstance(value, Constant | FromAsOf) and value.kind == "day"):
            return value
        return self.fault(tree, "here stands a day, '2025-01-31' or as_of - days(30)")

    def _times(self, tree: ast.expr | None, default: int | None) -> int | None:
        if tree is None:
            return default
        if isinstance(tree, ast.Constant) and type(tree.value) is int and 0 <= tree.value <= MOST_TIMES:
            return tree.value
        return self.fault(tree, f"{readable(tree)} is no count. Write a whole number such as 3")

    def _length(self, tree: ast.expr) -> tuple[int | None, int] | None:
        """Whole days, where it is told in days or weeks, and the hours that it has."""
        text = self.text_of(tree, "'90d', '72h' or '2w'")
        if text is None:
            return None
        number, unit = text[:-1].strip(), text[-1:]
        hours = int(number[:9]) * HOURS.get(unit, 0) if number.isdecimal() else 0
        if not 1 <= hours <= MOST_DAYS * 24 or len(number) > 9:
            most = f"{MOST_DAYS:,} days at most"
            return self.fault(tree, f"{text!r} is no length of time. Write '90d', '72h' or '2w' ({most})")
        return (None if unit == "h" else hours // 24), hours


def _is_after(one: Constant | FromAsOf | None, other: Constant | FromAsOf | None) -> bool:
    """Whether a day is after another one, whatever the as-of day."""
    match one, other:
        case Constant(value=date() as day), Constant(value=date() as other_day):
            return day > other_day
        case FromAsOf(days=days), FromAsOf(days=other_days):
            return days > other_days
    return False
