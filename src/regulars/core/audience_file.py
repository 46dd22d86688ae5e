"""An audience as its file says it: a title and a rule, in one text or in lists of texts that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from regulars.core.errors import Fault, raise_faults, unknown
from regulars.core.rule import And, Not, Or, Rule, told
from regulars.core.rule_read import read_or_faults
from regulars.core.rule_words import Names

LISTS = ("all", "any", "none")
KEYS = ("title", "about", "rule", *LISTS)
NAME = re.compile(r"[^\W_][\w -]{0,59}")
_MOST_DEEP = 20


@dataclass(frozen=True)
class SavedAudience:
    """``rule`` is as the file says it: audiences that it names are not yet put in."""

    name: str
    rule: Rule
    title: dict[str, str] = field(default_factory=dict)
    about: str = ""

    @property
    def text(self) -> str:
        return told(self.rule)


def is_name(name: str) -> bool:
    """Whether an audience can have it: letters of any script, digits, blanks, - and _; it names a file."""
    return NAME.fullmatch(name) is not None and name == name.strip()


def read_audience(name: str, data: object, names: Names) -> SavedAudience:
    """A checked audience of parsed YAML. Raises InputError that tells every fault at once."""
    faults = list(_shape(data))
    data = data if isinstance(data, dict) else {}
    rule = _rule({key: data[key] for key in ("rule", *LISTS) if key in data}, "", names, faults, 0)
    raise_faults(faults, title=f"audience {name!r} cannot be used")
    assert rule is not None
    title = data.get("title", {})
    return SavedAudience(
        name, rule, title if isinstance(title, dict) else {"en": title, "zh": title}, data.get("about", "")
    )


def _shape(data: object) -> Iterator[Fault]:
    if not isinstance(data, dict):
        yield Fault("", f"is a title and a rule by name, not {type(data).__name__}")
        return
    for key in data:
        if key not in KEYS:
            yield Fault(str(key), unknown("key", key, KEYS))
    title = data.get("title", "")
    if not isinstance(title, str) and not _is_title(title):
        yield Fault("title", "is a text, or one of each language: {en: Big spenders, zh: 大客户}")
    if not isinstance(data.get("about", ""), str):
        yield Fault("about", "is a text")


def _is_title(title: object) -> bool:
    return isinstance(title, dict) and all(key in ("en", "zh") and isinstance(text, str) for key, text in title.items())


def _rule(data: dict[str, Any], where: str, names: Names, faults: list[Fault], depth: int) -> Rule | None:
    """A rule of a text and lists; several of them must all hold."""
    if not data:
        faults.append(Fault(where, f"has no rule. Give one of: rule, {', '.join(LISTS)}"))
    found = []
    for key, value in data.items():
        place = f"{where}.{key}" if where else key
        found.append(
            _text(value, place, names, faults) if key == "rule" else _list(key, value, place, names, faults, depth)
        )
    rules = tuple(rule for rule in found if rule is not None)
    if not rules or len(rules) < len(found):
        return None
    return rules[0] if len(rules) == 1 else And(rules)


def _text(value: object, where: str, names: Names, faults: list[Fault]) -> Rule | None:
    rule, wrong = read_or_faults(value, names)
    faults += [Fault(", ".join(filter(None, (where, fault.where))), fault.message) for fault in wrong]
    return rule


def _list(key: str, value: object, where: str, names: Names, faults: list[Fault], depth: int) -> Rule | None:
    if not isinstance(value, list) or not value or depth > _MOST_DEEP:
        faults.append(Fault(where, "is a list of rules" if depth <= _MOST_DEEP else f"goes beyond {_MOST_DEEP} levels"))
        return None
    found = [_item(one, f"{where}[{place}]", names, faults, depth) for place, one in enumerate(value, 1)]
    rules = tuple(rule for rule in found if rule is not None)
    if len(rules) < len(found):
        return None
    if key == "none":
        return Not(rules[0] if len(rules) == 1 else Or(rules))
    return rules[0] if len(rules) == 1 else And(rules) if key == "all" else Or(rules)


def _item(value: object, where: str, names: Names, faults: list[Fault], depth: int) -> Rule | None:
    if not isinstance(value, dict):
        return _text(value, where, names, faults)
    wrong = [Fault(where, unknown("key", key, LISTS)) for key in value if key not in LISTS]
    faults += wrong
    return None if wrong else _rule(value, where, names, faults, depth + 1)
