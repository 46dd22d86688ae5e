"""What a shop is told of its market: advertising, the words that are searched for, competitors' prices, its stock.

Advertising brings the people of the world who came by it, and clicks of others who went away again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from regulars.core.text import PATH_SEPARATOR
from regulars.simulate.draws import Floats, Ints
from regulars.simulate.goods import BRANDS, CATEGORIES
from regulars.simulate.people import SOURCE_SHARES, SOURCES
from regulars.simulate.words import Words, named
from regulars.simulate.world import SEARCH, VIEW, Columns, World

if TYPE_CHECKING:
    from regulars.simulate.stretch import Facts

COMPETITORS = ("橙橙优选", "北岸商城", "每日一仓")
#: How much dearer they are as a whole, and which share of the products they have too.
DEARER, CARRIED = np.array([-0.04, 0.03, 0.0]), 0.35
MONDAY = 0


@dataclass(frozen=True)
class Campaign:
    """``share`` of its channel's people; ``seen``: clicks an impression; ``cost`` of a click."""

    name: str
    channel: str
    share: float
    seen: float
    cost: float


CAMPAIGNS = (
    Campaign("brand words", "search ad", 0.45, 0.09, 0.9), Campaign("category words", "search ad", 0.4, 0.035, 1.8),
    Campaign("rivals' words", "search ad", 0.15, 0.02, 2.6), Campaign("new customers", "feed ad", 0.6, 0.014, 0.7),
    Campaign("seen before", "feed ad", 0.25, 0.022, 0.6), Campaign("lookalikes", "feed ad", 0.15, 0.011, 0.8),
)  # fmt: skip
#: Clicks of people who look and go, for each who is new to the shop.
_GO_AWAY = 5.0


def made(world: World, facts: Facts) -> dict[str, Columns]:
    """What there is to tell of some days: ``ad_day``, ``keyword_day``, ``competitor_price`` and ``stock_day``."""
    return {
        "ad_day": _ad_days(world, facts), "keyword_day": _keyword_days(world, facts),
        "competitor_price": _competitors(world, facts), "stock_day": _stock(world, facts),
    }  # fmt: skip


def campaign_of(world: World) -> Words:
    """The campaign that brought each person; empty for who came by no advertising."""
    every = np.arange(len(world.people))
    found = np.full(len(every), "", dtype=object)
    for channel in dict.fromkeys(one.channel for one in CAMPAIGNS):
        those = [one for one in CAMPAIGNS if one.channel == channel]
        names = np.array([one.name for one in those], dtype=object)
        came = world.people.source == SOURCES.index(channel)
        shares = np.array([one.share for one in those])
        found[came] = names[world.draws.picked("campaign", shares, every[came])]
    return found


def _ad_days(world: World, facts: Facts) -> Columns:
    draws, people = world.draws, world.people
    days = np.arange(facts.first, facts.last + 1)
    by = campaign_of(world)
    found: dict[str, list[Floats]] = {"impressions": [], "clicks": [], "cost": []}
    for place, one in enumerate(CAMPAIGNS):
        came = people.arrives[by == one.name]
        arrivals = np.bincount(came[(came >= days[0]) & (came <= days[-1])] - days[0], minlength=len(days))
        usual = len(people) * SOURCE_SHARES[SOURCES.index(one.channel)] * one.share / 365
        busy = world.year.busy[days]
        others = np.round(_GO_AWAY * usual * busy * np.exp(0.2 * draws.normal("go away", place, days)))
        clicks = arrivals + others
        seen = one.seen * np.exp(0.12 * draws.normal("ad is seen", place, days))
        dear = one.cost * np.maximum(1.0, busy**0.6) * np.exp(0.08 * draws.normal("ad is dear", place, days))
        found["impressions"].append(np.round(clicks / seen).astype(np.int64))
        found["clicks"].append(clicks.astype(np.int64))
        found["cost"].append(np.round(clicks * dear, 2))
    return {
        "channel": np.repeat(np.array([one.channel for one in CAMPAIGNS], dtype=object), len(days)),
        "campaign": np.repeat(np.array([one.name for one in CAMPAIGNS], dtype=object), len(days)),
        "day": np.tile(days, len(CAMPAIGNS)),
        **{name: np.concatenate(columns) for name, columns in found.items()},
    }  # fmt: skip


def search_words() -> list[list[str]]:
    """The words that people search for in each category, most common first."""
    found = []
    for one in CATEGORIES:
        leaf = one.title_zh.split(PATH_SEPARATOR)[-1]
        kinds, brands = [f"{kind}{leaf}" for kind, _ in one.kinds], [f"{brand} {leaf}" for brand in BRANDS[:6]]
        found.append([leaf, *kinds, *brands, f"{leaf}推荐", f"{leaf} 便宜", f"好用的{leaf}"])
    return found


def _keyword_days(world: World, facts: Facts) -> Columns:
    """Each search of a visit is for a word of what the visit was for; with what was looked at and bought in it."""
    session, event, order = facts.tables["session"], facts.tables["event"], facts.tables["order"]
    place = event["session"][event["name"] == SEARCH]
    key = (session["person"][place], session["day"][place], session["turn"][place])
    words, category = search_words(), session["category"][place]
    most = max(map(len, words))
    word = np.empty(len(place), dtype=np.int64)
    for kind, those in enumerate(words):
        rows = category == kind
        common = 1.0 / np.arange(1, len(those) + 1)
        word[rows] = kind * most + world.draws.picked("searches for", common, *(column[rows] for column in key))
    views = np.bincount(event["session"][event["name"] == VIEW], minlength=len(session["person"]))[place]
    at_once = order["day"] == order["since"]
    bought = np.isin(_visit(*key), _visit(*(order[name][at_once] for name in ("person", "since", "turn"))))
    both, row = np.unique(key[1] * len(words) * most + word, return_inverse=True)
    names = [one for those in words for one in (*those, *[""] * (most - len(those)))]
    counted = {"searches": np.ones(len(place)), "clicks": views, "orders": bought}
    return {
        "day": both // (len(words) * most), "word": named(names, both % (len(words) * most)),
        **{name: np.bincount(row, weights, len(both)).astype(np.int64) for name, weights in counted.items()},
    }  # fmt: skip


def _visit(person: Ints, day: Ints, turn: Ints) -> Ints:
    """One number for a visit."""
    return (person * 4096 + day) * 16 + turn


def _competitors(world: World, facts: Facts) -> Columns:
    """What competitors ask on Mondays, when the shop looks. At festivals they cut their prices too."""
    draws, goods, plan = world.draws, world.goods, world.plan
    days = range(facts.first, facts.last + 1)
    mondays = np.array([day for day in days if plan.day(day).weekday() == MONDAY], dtype=np.int64)
    product, rival = (np.ravel(one) for one in np.meshgrid(np.arange(goods.many), np.arange(len(COMPETITORS))))
    has = draws.uniform("competitor has", product, 0, rival) < CARRIED
    product, rival = np.repeat(product[has], len(mondays)), np.repeat(rival[has], len(mondays))
    day = np.tile(mondays, int(has.sum()))
    own = 0.07 * draws.normal("competitor price", product, 0, rival)
    moves = 0.02 * draws.normal("competitor moves", product, day, rival)
    price = goods.base[product] * np.exp(DEARER[rival] + own + moves) * (1 - 0.8 * world.year.cut[day])
    return {"product": product, "competitor": named(COMPETITORS, rival), "day": day, "price": np.round(price, 1)}


def _stock(world: World, facts: Facts) -> Columns:
    """Pieces in the evening: filled up every few weeks, sold down in between, none on the days of a stock-out."""
    draws, goods = world.draws, world.goods
    days = np.arange(facts.first, facts.last + 1)
    product, day = np.repeat(np.arange(goods.many), len(days)), np.tile(days, goods.many)
    every = 14 + (draws.uniform("fills up every", product) * 28).astype(np.int64)
    since = (day + (draws.uniform("fills up first", product) * every).astype(np.int64)) % every
    full = 20 + np.round(60 * goods.popularity[product] ** 0.7)
    pieces = np.maximum(1, np.round(full * (1 - since / every)))
    return {"product": product, "day": day, "pieces": np.where(goods.is_out[product, day], 0, pieces).astype(np.int64)}
