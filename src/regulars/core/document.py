"""A YAML text as plain values: whole and finite, or one error that says where it is not."""

from __future__ import annotations

from typing import Any

import yaml

from regulars.core.errors import InputError

_MOST_DEEP = 50
_MOST_VALUES = 1_000_000  #: aliases counted by what they stand for: nine lines can stand for a billion values
_ODD = (ValueError, LookupError, AttributeError)  #: what the reader makes of 2024-13-45 and of tags such as !!int ""


def read_yaml(text: str, *, name: str) -> Any:
    """The values. InputError where the text is no YAML, says a key twice, refers to itself, or goes too deep or far."""
    try:
        _check_finite(text)
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if root is None:
            return None
        _check_keys(root)
        return loader.construct_document(root)
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


def _check_keys(root: yaml.Node) -> None:
    """YAML readers let the last of two equal keys win, so that a section disappears without a word."""
    waiting, seen = [root], set[int]()
    twice: list[tuple[int, str]] = []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [value for _, value in node.value]
            twice += _repeated([key for key, _ in node.value if isinstance(key, yaml.ScalarNode)])
    if twice:
        raise yaml.YAMLError("; ".join(said for _, said in sorted(twice)))


def _repeated(keys: list[yaml.ScalarNode]) -> list[tuple[int, str]]:
    first: dict[tuple[str, str], int] = {}
    found = []
    for key in keys:
        name, line = (key.tag, key.value), key.start_mark.line + 1
        if name in first and key.tag != "tag:yaml.org,2002:merge":
            found.append((line, f"{key.value!r} stands in line {first[name]} and in line {line}. Make them one"))
        first.setdefault(name, line)
    return found
