"""Who the shop's people are: when they come and leave, what they like, how they live, and how they take messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.simulate.draws import Draws, Floats, Ints
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.plan import Plan

#: Kinds of life: shares, visits by weekday (Monday first), visits by hour.
KINDS = ("office", "student", "parent", "night", "weekend")
KIND_SHARES = np.array([0.38, 0.17, 0.2, 0.1, 0.15])
WEEKDAYS = np.array([
    [1.0, 1.0, 1.0, 1.0, 1.05, 0.95, 1.0], [0.9, 0.9, 0.9, 0.95, 1.1, 1.15, 1.1],
    [1.05, 1.05, 1.0, 1.0, 0.95, 0.9, 1.0],
    [1.0, 1.0, 1.0, 1.0, 1.1, 1.0, 0.9], [0.45, 0.45, 0.45, 0.5, 0.9, 2.2, 2.05],
])  # fmt: skip
HOURS = np.array([
    [4, 2, 1, 1, 1, 2, 8, 16, 20, 22, 24, 26, 44, 30, 22, 22, 24, 26, 26, 34, 46, 52, 40, 16],
    [24, 14, 6, 3, 2, 2, 4, 8, 14, 20, 22, 26, 36, 28, 24, 24, 26, 30, 32, 36, 44, 56, 62, 48],
    [6, 4, 2, 2, 4, 12, 22, 20, 30, 36, 34, 26, 26, 40, 34, 26, 22, 20, 18, 22, 44, 52, 30, 12],
    [56, 48, 34, 20, 10, 6, 4, 6, 8, 10, 12, 14, 16, 16, 16, 16, 18, 20, 22, 26, 34, 44, 54, 60],
    [6, 4, 2, 1, 1, 2, 6, 14, 26, 38, 44, 40, 34, 36, 42, 42, 38, 34, 30, 32, 40, 42, 30, 14],
], dtype=float)  # fmt: skip
#: Where people come from, and how good they are: share, added to the log of their visits and to their buying.
SOURCES = ("organic", "search ad", "feed ad", "live", "referral", "social")
SOURCE_SHARES = np.array([0.34, 0.16, 0.2, 0.1, 0.08, 0.12])
SOURCE_VISITS = np.array([0.1, 0.0, -0.25, -0.1, 0.3, -0.05])
SOURCE_BUYING = np.array([0.1, 0.15, -0.35, 0.2, 0.35, -0.15])
CHANNELS = ("web", "app", "mini-program", "store")
STORE = CHANNELS.index("store")
#: Whether stores are open, by hour.
OPEN = np.array([0.0] * 10 + [1.0] * 11 + [0.0] * 3)
#: How many people go to stores at all, and for them the two numbers of the beta distribution of their visits there.
GOES_TO_STORES, VISITS_TO_STORES = 0.25, (1.6, 4.4)

#: What the shop can do to somebody. ``visit`` and ``buy`` are the mean shift of the log rate of visits and of the log
#: odds of buying on the first day, ``spread`` how much people differ in it: with it some are driven away.
TREATMENTS = ("reminder", "coupon", "gift", "new arrivals", "win-back", "advice")
VISIT = np.array([0.35, 0.45, 0.4, 0.35, 0.5, 0.2])
BUY = np.array([0.1, 0.45, 0.3, 0.05, 0.4, 0.2])
SPREAD = np.array([0.45, 0.5, 0.45, 0.5, 0.6, 0.4])


@dataclass(frozen=True)
class People:
    """Everything of a person that no day changes, by person."""

    kind: Ints
    source: Ints
    arrives: Ints  #: day on which they first come; below 0: long known
    inviter: Ints  #: who told them of the shop; −1: nobody
    visits: Floats  #: a day, while they are with the shop
    buying: Floats  #: log odds of buying in a visit
    wealth: Floats  #: standard normal; the price they look for
    sensitivity: Floats  #: to prices; 1 is the product's own elasticity
    browsing: Floats  #: views of a visit; few: impulse
    taste: Floats  #: people × categories, rows sum to 1
    needs: np.ndarray  #: people × categories: whether they need it at all
    cycle: Floats  #: people × categories: days that a purchase lasts
    leaves: Floats  #: chance to leave after a purchase
    drifts: Floats  #: chance to leave on a day
    channel: Floats  #: people × channels
    opens: Floats  #: chance to open a message
    is_scanned: np.ndarray  #: a machine opens every link of their mail
    tires: Floats  #: how quickly messages tire them
    responds: Floats  #: people × treatments: factor on what a treatment does; negative: it puts them off
    deals: Floats  #: log odds of buying that a coupon in hand adds
    habit: np.ndarray  #: people × categories: whether they come for it by themselves when it is out

    def __len__(self) -> int:
        return len(self.kind)


def people(plan: Plan, draws: Draws) -> People:
    """All people of a plan at once; a part of them is taken from the whole."""
    chance, many, kinds = draws.generator("people"), plan.people, len(CATEGORIES)
    kind = chance.choice(len(KINDS), many, p=KIND_SHARES)
    source = chance.choice(len(SOURCES), many, p=SOURCE_SHARES)
    known = chance.random(many) < 0.35
    arrives = np.where(known, -chance.integers(1, 720, many), chance.integers(0, plan.days, many))
    inviter, arrives = _invited(plan, chance, source, arrives)
    visits = chance.gamma(0.75, 1 / 0.75, many) * 0.036 * np.exp(SOURCE_VISITS[source])
    buying = -4.5 + 0.65 * chance.standard_normal(many) + SOURCE_BUYING[source]
    shares = np.array([one.share for one in CATEGORIES])
    taste = chance.gamma(shares * 9, 1.0, (many, kinds)) + 1e-6
    needs = np.ones((many, kinds), dtype=bool)
    is_parent = (kind == 2) | (chance.random(many) < 0.06)
    needs[:, 0] = needs[:, 1] = is_parent & (chance.random(many) < 0.8)
    needs[:, 2] = chance.random(many) < 0.55
    needs[:, 9] = chance.random(many) < 0.2
    taste *= needs * np.where(np.arange(kinds) < 2, 5.0, 1.0)
    taste /= taste.sum(1, keepdims=True)
    cycles = np.array([one.cycle for one in CATEGORIES])
    responds = 1.0 + SPREAD[None, :] * 1.6 * chance.standard_normal((many, len(TREATMENTS)))
    return People(
        kind=kind, source=source, arrives=arrives, inviter=inviter, visits=visits, buying=buying,
        wealth=chance.standard_normal(many), sensitivity=np.exp(0.6 * chance.standard_normal(many)),
        browsing=2.0 + chance.gamma(2.0, 2.2, many), taste=taste, needs=needs,
        cycle=cycles[None, :] * np.exp(0.18 * chance.standard_normal((many, kinds))),
        leaves=chance.beta(1.2, 5.0, many), drifts=0.004 * chance.gamma(1.0, 1.0, many),
        channel=_channels(draws, chance.dirichlet([0.7, 1.4, 1.1], many)), opens=chance.beta(2.0, 5.0, many),
        is_scanned=chance.random(many) < 0.04, tires=np.exp(0.5 * chance.standard_normal(many)), responds=responds,
        deals=0.5 + 0.5 * chance.standard_normal(many),
        habit=needs & (chance.random((many, kinds)) < np.array([one.habit for one in CATEGORIES])),
    )  # fmt: skip


def _channels(draws: Draws, online: Floats) -> Floats:
    """What is left of the visits to web, app and mini-program by those that go to stores."""
    chance, many = draws.generator("goes to stores"), len(online)
    there = np.where(chance.random(many) < GOES_TO_STORES, chance.beta(*VISITS_TO_STORES, many), 0.0)
    return np.column_stack([online * (1 - there)[:, None], there])


def _invited(plan: Plan, chance: np.random.Generator, source: Ints, arrives: Ints) -> tuple[Ints, Ints]:
    """Who brought those that came by word of mouth, some days after they came themselves.

    It hangs on who people are and not on what they do: an action on one person changes nobody else.
    """
    inviter = np.full(len(source), -1, dtype=np.int64)
    invited = np.flatnonzero(source == SOURCES.index("referral"))
    others = np.flatnonzero(source != SOURCES.index("referral"))
    if len(others) == 0:
        return inviter, arrives
    inviter[invited] = chance.choice(others, len(invited))
    later = arrives[inviter[invited]] + chance.integers(3, 120, len(invited))
    arrives[invited] = np.where(later < plan.days, later, arrives[invited])
    return inviter, arrives
