"""Puts values, sentences and pictures into the templates and returns one HTML text."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from regulars.report import (
    audiences,
    chart,
    crossed,
    findings,
    monthly,
    names,
    palette,
    sankey,
    tables,
    tagged,
    together,
)
from regulars.report.card import CustomerCard
from regulars.report.numbers import Numbers, mask
from regulars.report.picture import Language, Picture
from regulars.report.ratio import ratio_bar

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        chart=chart,
        monthly=monthly,
        sankey=sankey,
        tables=tables,
        tagged=tagged,
        crossing=crossed,
        pairing=together,
        audience_sizes=audiences,
        ratio_bar=ratio_bar,
        threshold=findings.threshold,
        table_name=findings.table_name,
        mask=mask,
        step=palette.step,
        group_names=names.GROUPS,
        stage_names=names.STAGES,
        axis_names=names.AXES,
        families=names.FAMILIES,
        measures=names.MEASURES,
        directions=names.DIRECTIONS,
        light=Markup(palette.variables(0)),
        dark=Markup(palette.variables(1)),
    )
    return made


def render(picture: Picture, *, language: Language) -> str:
    """The page of a shop; without a single order it teaches how to load some."""
    write = Numbers(language, currency=picture.currency, zone=picture.zone)
    template = "shop.html.jinja" if picture.has_orders else "empty.html.jinja"
    found = {key: said and dotted(said) for key, said in findings.all_of(picture, write).items()}
    return page(template, write, p=picture, found=found, sources=listed([load.name for load in picture.loads], write))


def render_customer(card: CustomerCard, *, language: Language) -> str:
    """The page of one customer."""
    write = Numbers(language, currency=card.currency, zone=card.zone)
    return page("customer.html.jinja", write, p=card, sources=listed(sorted({a.source for a in card.accounts}), write))


def page(template: str, write: Numbers, **values: Any) -> str:
    called = {shelf: partial(called_in, shelf, write.language) for shelf in names.SHELVES}
    return environment().get_template(template).render(n=write, w=write.words, called=called, **values)


def called_in(shelf: str, language: Language, code: str) -> str:
    return dotted(names.name(shelf, code, language))


def listed(parts: list[str], write: Numbers) -> str:
    return (", " if write.language == "en" else "、").join(parts)


def dotted(said: str) -> str:
    """A line may end with the dot inside a name, never begin with it; without this, narrow columns cut words."""
    return said.replace(" · ", "\u00a0· ") if " · " in said else said.replace("·", "\u2060·\u200b")
