"""What counts as one item of a basket (a product, category or brand), how it is called, and which one is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.app.answers import valid
from regulars.app.lines import described, lines
from regulars.core.errors import InputError, MissingError
from regulars.core.text import PATH_SEPARATOR

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

LEVELS = ("product", "title", "subcategory", "category", "brand")


def with_item(workspace: Workspace, rows: ir.Table, level: str, day: date) -> ir.Table:
    """The lines with their ``item``. A title holds all products called so; a category is the first level of the path,
    a subcategory the whole path."""
    if level == "product":
        return rows.mutate(item=rows.product_id)
    if level == "title":
        titles = _titles(workspace, day).select(titled_id="product_id", item="name")
        return rows.left_join(titles, rows.product_id == titles.titled_id).drop("titled_id")
    rows = described(workspace, rows)
    if level == "category":
        return rows.mutate(item=rows.category.split(PATH_SEPARATOR)[0])
    return rows.mutate(item=rows[{"subcategory": "category", "brand": "brand"}[level]])


def names_of(workspace: Workspace, level: str, day: date) -> dict[str, str]:
    """The titles of products as known by a day; other items are called what they are."""
    if level != "product" or not workspace.lake.has("product"):
        return {}
    rows = workspace.lake.arrow(_titles(workspace, day))
    return dict(zip(rows["product_id"].to_pylist(), rows["name"].to_pylist(), strict=True))


def _titles(workspace: Workspace, day: date) -> ir.Table:
    table = workspace.lake.table("product")
    known = valid(table.filter((table.valid_from <= day) & table.name.notnull()), ["product_id"])
    return known.select("product_id", "name")


def resolved_items(
    workspace: Workspace, asked: tuple[str, ...], level: str | None, day: date
) -> tuple[str, tuple[str, ...]]:
    """The level and the items that are meant, case aside: a product by its id or by a title that it has alone, else all
    products of a title, a category, a brand. MissingError where no level knows both."""
    if not asked:
        return level or "product", ()
    missing, many = set(asked), dict.fromkeys(asked, 0)
    for each in _levels(workspace, level):
        known = _known(workspace, each, day)
        found = {text: sorted(known.get(text.strip().lower(), ())) for text in asked}
        missing -= {text for text in asked if found[text]}
        if all(len(items) == 1 for items in found.values()):
            pair = tuple(found[text][0] for text in asked)
            if len(set(pair)) < len(asked):
                raise InputError(f"{' and '.join(asked)} are the same {each}: name two that differ")
            return each, pair
        many |= {text: len(items) for text, items in found.items() if items}
    raise MissingError(_unmet(asked, missing, many, level))


def _unmet(asked: tuple[str, ...], missing: set[str], many: dict[str, int], level: str | None) -> str:
    where = f"{level} item" if level else "product, title, category or brand"
    see = f"See what there is: regulars basket --level {level or 'title'} --json"
    if missing:
        return f"nobody bought a {where} called {' or '.join(repr(text) for text in asked if text in missing)}. {see}"
    if level and (twice := [text for text in asked if many[text] > 1]):
        return f"{many[twice[0]]} {level} items are called {twice[0]!r}: name one by its id, or ask with --level title"
    return f"no level knows both {' and '.join(map(repr, asked))}: one is a product or title, the other is not. {see}"


def _levels(workspace: Workspace, level: str | None) -> tuple[str, ...]:
    if level:
        return (level,)
    return LEVELS if workspace.lake.has("product") else ("product",)


def _known(workspace: Workspace, level: str, day: date) -> dict[str, set[str]]:
    """What an item may be called, in small letters, with the items called so."""
    rows = with_item(workspace, lines(workspace, start=None, end=day), level, day)
    items = set(filter(None, workspace.lake.arrow(rows.select("item").distinct())["item"].to_pylist()))
    called: dict[str, set[str]] = {}
    for item in items:
        called.setdefault(item.lower(), set()).add(item)
    for item, name in names_of(workspace, level, day).items():
        if item in items:
            called.setdefault(name.lower(), set()).add(item)
    return called
