"""The shipped shelves: every declaration found in its folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from regulars.core.base_group import BaseGroup
from regulars.core.behaviour import Behaviour
from regulars.core.metric import Metric
from regulars.core.shelf import declarations
from regulars.core.table import Table
from regulars.core.tag import Tag


@cache
def tables() -> dict[str, Table]:
    """All canonical tables by name, as declared one file each in ``catalogue/tables``."""
    return declarations("regulars.catalogue.tables", "TABLE", Table)


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by name, as declared one file each in ``catalogue/metrics``."""
    return declarations("regulars.catalogue.metrics", "METRIC", Metric)


@cache
def tags() -> dict[str, Tag]:
    """All tags by name, as declared one file each in ``catalogue/tags``."""
    return declarations("regulars.catalogue.tags", "TAG", Tag)


@cache
def base_groups() -> dict[str, BaseGroup]:
    """All base groups by name, as declared one file each in ``catalogue/base_groups``."""
    return declarations("regulars.catalogue.base_groups", "GROUP", BaseGroup)


@cache
def behaviours() -> dict[str, Behaviour]:
    """All behaviours by name, as declared one file each in ``catalogue/behaviours``."""
    return declarations("regulars.catalogue.behaviours", "BEHAVIOUR", Behaviour)


@cache
def mapping_texts() -> dict[str, str]:
    """The shipped mapping files by name; those of one folder belong to one export (``complete_journey/products``)."""
    texts: dict[str, str] = {}
    root = files("regulars.catalogue.mappings")
    for entry in sorted(root.iterdir(), key=lambda found: found.name):
        if entry.is_dir():
            inner = [found for found in entry.iterdir() if found.name.endswith(".yaml")]
            texts |= {f"{entry.name}/{found.name[:-5]}": found.read_text(encoding="utf-8") for found in inner}
        elif entry.name.endswith(".yaml"):
            texts[entry.name[:-5]] = entry.read_text(encoding="utf-8")
    return texts


@cache
def regions() -> list[dict[str, Any]]:
    """Provinces of China with GB/T 2260 codes and the short names by which people write them."""
    text = files("regulars.catalogue").joinpath("rules", "regions_cn.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


@cache
def headers() -> dict[str, Any]:
    """What headers of exports mean (``roles``), and which words of a status mean paid (``paid``)."""
    text = files("regulars.catalogue").joinpath("rules", "headers.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
