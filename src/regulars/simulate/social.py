"""What people do together: chat groups, following, showing products to friends; and what others post of the shop.

It follows from what the world's people do, hangs on seed, person and day as they do, and changes none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from regulars.core.text import PATH_SEPARATOR
from regulars.simulate.draws import Ints
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.words import named
from regulars.simulate.world import VIEW, Columns, World

if TYPE_CHECKING:
    from regulars.simulate.stretch import Facts

#: So many people of a plan have one more chat group, shared out over the categories.
PEOPLE_A_GROUP = 1_000
#: What can be followed, and how many people do.
FOLLOWED = ("official account", "mini-program shop", "video channel")
FOLLOWED_SHARES = np.array([0.36, 0.22, 0.1])
PLACES = ("friend", "group", "moments", "network")
PLACE_SHARES = np.array([0.46, 0.27, 0.19, 0.08])
PLATFORMS = ("Douyin", "Xiaohongshu", "Weibo", "Bilibili", "WeChat Channels")
KINDS = ("post", "video", "live")
AUTHORS = (
    "柚子不熬夜", "小野挑东西", "山月生活志", "阿澄的抽屉", "不二家居员", "慢半拍妈妈", "糖霜实验室", "北窗试用官",
    "拾光好物局", "圆圆今天吃啥", "一只橘白喵", "通勤第七街", "干皮自救手册", "豆子冲煮室", "衣柜减法", "口红编号零",
    "Nora 的清单", "老陈拆箱", "半亩厨房", "晚风奶爸", "便宜也好用", "Mina 慢生活", "两点半茶歇", "开箱不冲动",
)  # fmt: skip
#: How many products one of each kind shows at most, how often there is one on a day, and how widely it is seen.
_SHOWN, _OFTEN, _SEEN = (3, 4, 9), np.array([0.05, 0.03, 0.02]), np.array([0.2, 0.35, 0.5])
MOST_SHOWN = max(_SHOWN)


@dataclass(frozen=True)
class Spells:
    """Times during which somebody belongs to something: from one day on to before another."""

    person: Ints
    of: Ints
    since: Ints
    until: Ints

    def kept(self, which: Any) -> Spells:
        return Spells(self.person[which], self.of[which], self.since[which], self.until[which])


def made(world: World, facts: Facts) -> dict[str, Columns]:
    """What there is to tell of some days, the last of the world so far: ``group_day``, ``share`` and ``post``."""
    return {"group_day": _group_days(world, facts), "share": _shares(world, facts), "post": _posts(world, facts)}


def group_names(people: int) -> list[str]:
    """What the groups are called, by their place."""
    leaves = [one.title_zh.split(PATH_SEPARATOR)[-1] for one in CATEGORIES]
    counts = group_counts(people).tolist()
    return [f"{leaf}同好群 {nth + 1}" for leaf, count in zip(leaves, counts, strict=True) for nth in range(count)]


def group_counts(people: int) -> Ints:
    """How many groups each category has."""
    shares = np.array([one.share for one in CATEGORIES])
    return 1 + (shares / shares.sum() * people / PEOPLE_A_GROUP).astype(np.int64)


def memberships(world: World) -> Spells:
    """Who is in which group, as far as is known at the end of the world's last day; a group is by its place."""
    draws, people, who = world.draws, world.people, world.who
    counts = group_counts(world.plan.people)
    sociable = draws.uniform("sociable", who)
    found, first = [], np.full(len(people), -1, dtype=np.int64)
    for nth, chance in enumerate((0.08 + 0.36 * sociable, 0.1 * sociable)):
        joins = who[draws.uniform("joins a group", who, 0, nth) < chance]
        category = draws.chosen("group of", people.taste[joins], joins, 0, nth)
        which = (draws.uniform("which group", joins, 0, nth) * counts[category]).astype(np.int64)
        group = (np.cumsum(counts) - counts)[category] + which
        is_other = group != first[joins]
        first[joins] = group
        found.append(_spell(world, f"group {nth}", joins[is_other], group[is_other], wait=40, stay=160))
    return _joined(found)


def followings(world: World) -> Spells:
    """Who follows what, as far as is known at the end of the world's last day."""
    draws, who = world.draws, world.who
    found = []
    for nth, share in enumerate(FOLLOWED_SHARES):
        follows = who[draws.uniform("follows", who, 0, nth) < share]
        found.append(_spell(world, f"follow {nth}", follows, np.full(len(follows), nth), wait=20, stay=260))
    return _joined(found)


def _spell(world: World, purpose: str, who: Ints, of: Ints, *, wait: float, stay: float) -> Spells:
    """It begins some days after somebody came and ends by itself, or for half of them soon after they left the shop."""
    draws = world.draws
    since = np.maximum(world.people.arrives[who], 0) + draws.geometric(f"{purpose} wait", wait, who, most=400)
    until = since + 1 + draws.geometric(f"{purpose} stay", stay, who, most=3_000)
    left = world.left[who]
    goes = (left >= 0) & (draws.uniform(f"{purpose} goes too", who) < 0.5)
    soon = left + 1 + draws.geometric(f"{purpose} goes after", 6.0, who)
    until = np.where(goes, np.minimum(until, np.maximum(soon, since + 1)), until)
    return Spells(who, of, since, until).kept((left < 0) | (since <= left))


def _joined(found: list[Spells]) -> Spells:
    return Spells(*(np.concatenate([getattr(one, name) for one in found]) for name in Spells.__dataclass_fields__))


def told(world: World, purpose: str, spells: Spells) -> Columns:
    """Spells as a list of them tells: with seconds of their days; ``until`` is −1 where nobody knows it yet."""
    so_far = spells.kept(spells.since < world.today)
    begins, ends = (
        28_800 + (world.draws.uniform(f"{purpose} {end}", so_far.person, so_far.of) * 50_000).astype(np.int64)
        for end in ("begins", "ends")
    )
    return {
        "person": so_far.person, "of": so_far.of, "since": so_far.since, "begins": begins, "ends": ends,
        "until": np.where(so_far.until < world.today, so_far.until, -1),
    }  # fmt: skip


def _group_days(world: World, facts: Facts) -> Columns:
    """Of each group and day: who is in it in the evening, who speaks, and how much. Who left the shop is silent."""
    draws, groups, days = world.draws, memberships(world), np.arange(facts.first, facts.last + 1)
    many = int(group_counts(world.plan.people).sum())
    lively = np.exp(1.1 * draws.normal("lively group", np.arange(many)))
    there = groups.kept((groups.since <= facts.last) & (groups.until > facts.first))
    count = np.minimum(there.until, facts.last + 1) - np.maximum(there.since, facts.first)
    row = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    person, group, day = there.person[row], there.of[row], np.maximum(there.since, facts.first)[row] + nth
    talks = np.exp(0.9 * draws.normal("talks", person)) * lively[group] * (world.year.busy[day] ** 0.5)
    is_here = (world.left[person] < 0) | (world.left[person] > day)
    said = draws.poisson("says", np.minimum(0.25 * talks * is_here, 6.0), person, day, group, most=14)
    place = (day - facts.first) * many + group
    size = len(days) * many
    every = (np.tile(np.arange(many), len(days)), np.repeat(days, many))
    return {
        "group": every[0], "day": every[1],
        "name": np.tile(np.array(group_names(world.plan.people), dtype=object), len(days)),
        "staff": draws.poisson("staff says", np.full(size, 1.5), *every),
        "members": np.bincount(place, minlength=size), "speakers": np.bincount(place[said > 0], minlength=size),
        "messages": np.bincount(place, said, size).astype(np.int64),
    }  # fmt: skip


def _shares(world: World, facts: Facts) -> Columns:
    """Somebody who is logged in shows the product that they looked at last; a few come to see it."""
    draws, session, event = world.draws, facts.tables["session"], facts.tables["event"]
    is_view = event["name"] == VIEW
    last = np.full(len(session["person"]), -1, dtype=np.int64)
    nth = np.lexsort((event["order"][is_view], event["session"][is_view]))
    last[event["session"][is_view][nth]] = event["product"][is_view][nth]
    key = (session["person"], session["day"], session["turn"])
    chance = 0.004 + 0.03 * draws.uniform("sociable", session["person"])
    shares = session["is_logged_in"] & (draws.uniform("shares", *key) < chance) & (last >= 0)
    who, day, turn = (column[shares] for column in key)
    return {
        "person": who, "day": day, "turn": turn, "second": (session["second"] + session["stay"])[shares],
        "product": last[shares], "place": named(PLACES, draws.picked("shares where", PLACE_SHARES, who, day, turn)),
        "visitors": draws.geometric("visitors", 1.4, who, day, turn, most=60),
    }  # fmt: skip


def _posts(world: World, facts: Facts) -> Columns:
    """On a day one author publishes one of a kind at most, about the goods of one category."""
    draws, goods, plan = world.draws, world.goods, world.plan
    days = np.arange(facts.first, facts.last + 1)
    author = np.tile(np.repeat(np.arange(len(AUTHORS)), len(KINDS)), len(days))
    kind = np.tile(np.arange(len(KINDS)), len(AUTHORS) * len(days))
    day = np.repeat(days, len(AUTHORS) * len(KINDS))
    published = draws.uniform("publishes", author, day, kind) < _OFTEN[kind] * world.year.busy[day]
    author, kind, day = author[published], kind[published], day[published]
    followers = 30_000 * np.exp(1.2 * draws.normal("followers", author))
    key = (author, day, kind)
    seen = np.round(followers * _SEEN[kind] * np.exp(0.7 * draws.normal("seen", *key)))
    about = draws.picked("about", np.array([one.share for one in CATEGORIES]), author)
    shown = 1 + (draws.uniform("shown", *key) * np.array(_SHOWN)[kind]).astype(np.int64)
    start = draws.uniform("first shown", *key)
    products = np.full(len(author), "", dtype=object)
    sku = [f"SKU{product + 1:05d}" for product in range(goods.many)]
    for nth in range(MOST_SHOWN):
        place = ((start * goods.count[about]).astype(np.int64) + nth) % goods.count[about]
        mark = ";" if nth else ""
        products = np.where(nth < shown, products + mark + named(sku, goods.first[about] + place), products)
    return {
        "author_no": author, "kind_no": kind, "day": day, "author": named(AUTHORS, author), "kind": named(KINDS, kind),
        "platform": named(PLATFORMS, (author * 7 + plan.seed) % len(PLATFORMS)), "products": products,
        "second": 28_800 + (draws.uniform("publishes at", *key) * 54_000).astype(np.int64),
        "views": seen.astype(np.int64),
        "likes": np.round(seen * (0.01 + 0.06 * draws.uniform("likes", *key))).astype(np.int64),
        "cost": np.round(followers * np.array([0.02, 0.04, 0.12])[kind], -1),
    }  # fmt: skip
