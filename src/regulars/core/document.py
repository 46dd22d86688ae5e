"""A YAML text as plain values: whole and finite, or one error that says where it is not."""

from __future__ import annotations

from typing import Any

import yaml

from regulars.core.errors import InputError

_MOST_DEEP = 50
_MOST_VALUES = 1_000_000  #: aliases counted by what they stand for: nine lines can stand for a billion values
_ODD = (ValueError, LookupError, AttributeError)  #: what the reader makes of 2024-13-45 and of tags such as !!int ""


def read_yaml(text: str, *, name: str) -> Any:
    """The values. InputError where the text is no YAML, refers to itself, or goes too deep or too far."""
    try:
        _check_finite(text)
        return yaml.safe_load(text)
    except (yaml.YAMLError, *_ODD) as error:
        raise InputError(f"{name} is not readable YAML: {error}") from error


def _check_finite(text: str) -> None:
    """Before any value is made, since making an endless one ends Python's stack or memory."""
    opened: list[tuple[str | None, int]] = []
    sizes: dict[str, int] = {}
    values = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in {anchor for anchor, _ in opened}:
                raise yaml.YAMLError(f"*{event.anchor} in line {line} stands for itself. Write out what is meant")
            values += sizes.get(str(event.anchor), 0)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = opened.pop()
            sizes |= {anchor: values - before} if anchor else {}
        elif isinstance(event, yaml.NodeEvent):
            values += 1
            sizes |= {event.anchor: 1} if event.anchor else {}
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append((event.anchor, values - 1))
        if len(opened) > _MOST_DEEP or values > _MOST_VALUES:
            most = f"{_MOST_DEEP} levels" if len(opened) > _MOST_DEEP else f"{_MOST_VALUES:,} values"
            raise yaml.YAMLError(f"line {line} goes beyond {most}. Look for a bracket or an alias that is repeated")
