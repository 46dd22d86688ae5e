"""What the shop sells: a tree of categories, brands, prices day by day, cost, stock-outs, season and elasticity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.simulate.calendar import Calendar
from regulars.simulate.draws import Draws, Floats, Ints
from regulars.simulate.plan import Plan


@dataclass(frozen=True)
class Category:
    """``cycle`` is after how many days its goods are used up (0: they are not); ``peak`` the month of its season and
    ``swing`` how much it adds; ``refund`` the share of orders given back; ``elasticity`` of its own price; ``habit``
    the share of those who need it that come for it by themselves whenever it is used up."""

    name: str
    title_zh: str
    title_en: str
    share: float
    price: float
    spread: float
    cycle: float = 0.0
    peak: int = 6
    swing: float = 0.0
    refund: float = 0.03
    elasticity: float = -1.5
    products: int = 50
    kinds: tuple[tuple[str, str], ...] = ()
    habit: float = 0.0


CATEGORIES = (
    Category("baby/milk powder", "母婴/奶粉", "Baby/Milk powder", 0.05, 228, 0.35, cycle=28, refund=0.01, elasticity=-0.8,
             products=24, habit=0.03, kinds=(("1段", "stage 1"), ("2段", "stage 2"), ("3段", "stage 3"))),
    Category("baby/nappies", "母婴/纸尿裤", "Baby/Nappies", 0.05, 119, 0.3, cycle=24, refund=0.01, elasticity=-1.2,
             products=24, habit=0.02, kinds=(("S", "S"), ("M", "M"), ("L", "L"), ("XL", "XL"))),
    Category("care/sanitary towels", "个护/卫生巾", "Care/Sanitary towels", 0.06, 39, 0.3, cycle=35, refund=0.005,
             elasticity=-1.0, products=24, habit=0.003, kinds=(("日用", "day"), ("夜用", "night"))),
    Category("care/shampoo", "个护/洗发水", "Care/Shampoo", 0.08, 59, 0.4, cycle=55, refund=0.01, elasticity=-1.6,
             kinds=(("柔顺", "smooth"), ("去屑", "anti-dandruff"), ("控油", "oil control"))),
    Category("beauty/face cream", "美妆/面霜", "Beauty/Face cream", 0.08, 188, 0.7, cycle=75, peak=12, swing=0.4,
             refund=0.03, elasticity=-1.3, kinds=(("干性", "dry skin"), ("油性", "oily skin"), ("敏感肌", "sensitive"))),
    Category("beauty/lipstick", "美妆/口红", "Beauty/Lipstick", 0.09, 139, 0.6, peak=2, swing=0.25, refund=0.04,
             elasticity=-1.8, kinds=(("豆沙", "dusty rose"), ("正红", "red"), ("橘棕", "terracotta"))),
    Category("beauty/face mask", "美妆/面膜", "Beauty/Face mask", 0.09, 79, 0.5, cycle=32, peak=11, swing=0.2, refund=0.02,
             elasticity=-2.0, kinds=(("补水", "hydrating"), ("美白", "brightening"))),
    Category("food/coffee", "食品/咖啡", "Food/Coffee", 0.09, 69, 0.4, cycle=21, refund=0.005, elasticity=-1.4,
             habit=0.001, kinds=(("速溶", "instant"), ("挂耳", "drip bag"), ("豆", "beans"))),
    Category("food/snacks", "食品/零食", "Food/Snacks", 0.13, 32, 0.5, cycle=18, peak=1, swing=0.5, refund=0.01,
             elasticity=-1.7, kinds=(("甜", "sweet"), ("咸", "salty"), ("辣", "spicy"))),
    Category("pet/cat food", "宠物/猫粮", "Pets/Cat food", 0.05, 99, 0.4, cycle=30, refund=0.01, elasticity=-0.9,
             products=24, habit=0.02, kinds=(("幼猫", "kitten"), ("成猫", "adult"))),
    Category("clothes/t-shirts", "服饰/T恤", "Clothes/T-shirts", 0.10, 89, 0.5, peak=6, swing=0.8, refund=0.14,
             elasticity=-2.2, kinds=(("白", "white"), ("黑", "black"), ("蓝", "blue"))),
    Category("clothes/coats", "服饰/外套", "Clothes/Coats", 0.06, 359, 0.6, peak=11, swing=0.9, refund=0.18,
             elasticity=-2.0, kinds=(("黑", "black"), ("驼", "camel"), ("灰", "grey"))),
    Category("home/small appliances", "家居/小家电", "Home/Small appliances", 0.07, 249, 0.6, peak=11, swing=0.3,
             refund=0.06, elasticity=-1.9, kinds=(("白", "white"), ("绿", "green"))),
)  # fmt: skip
BRANDS = ("青芽", "Moyu", "朴木", "Larkin", "云栖", "Velo", "小满", "Northby", "山隅", "Osha", "一粟", "Fenn")
REPLENISHING = np.array([one.cycle > 0 for one in CATEGORIES])


@dataclass(frozen=True)
class Goods:
    """Products by place, those of one category together and in order of their price.

    ``price`` and ``is_out`` are products × days; ``first`` and ``count`` the places of a category's products.
    """

    category: Ints
    brand: Ints
    kind: Ints
    base: Floats
    cost: Floats
    elasticity: Floats
    popularity: Floats
    price: Floats
    is_out: np.ndarray
    season: Floats  #: categories × days
    first: Ints
    count: Ints

    @property
    def many(self) -> int:
        return len(self.base)


def goods(plan: Plan, draws: Draws, year: Calendar) -> Goods:
    """All that chance decides about goods is decided here, before anybody buys: stock-outs and price changes too, so
    that people do not meet one another in the shop."""
    chance = draws.generator("goods")
    counts = np.array([one.products for one in CATEGORIES])
    category = np.repeat(np.arange(len(CATEGORIES)), counts)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    mean, spread = (np.array([getattr(one, name) for one in CATEGORIES])[category] for name in ("price", "spread"))
    base = mean * np.exp(spread * chance.standard_normal(len(category)))
    order = np.lexsort((base, category))
    base = _priced(base[order])
    many = len(base)
    popularity = chance.pareto(1.2, many) + 0.2
    elasticity = np.array([one.elasticity for one in CATEGORIES])[category] * np.exp(
        0.15 * chance.standard_normal(many)
    )
    kinds = np.array([max(1, len(one.kinds)) for one in CATEGORIES])[category]
    return Goods(
        category, chance.integers(0, len(BRANDS), many), (chance.random(many) * kinds).astype(np.int64), base,
        np.round(base * chance.uniform(0.45, 0.7, many), 2), elasticity, popularity, _prices(plan, draws, base, year),
        _out(plan, draws, many), _season(plan), first, counts,
    )  # fmt: skip


def _priced(price: Floats) -> Floats:
    """Prices as shops write them: 39.00, 199.00, and 9 at the end."""
    return np.maximum(np.round(price / 10) * 10 - 1, 5).astype(np.float64)


def _stretches(plan: Plan, draws: Draws, purpose: str) -> list[tuple[np.random.Generator, int, int]]:
    """The days of the plan and those ahead, with luck of their own: how far a plan looks ahead changes no day before."""
    return [
        (draws.generator(purpose), 0, plan.days),
        (draws.generator(f"{purpose} ahead"), plan.days, plan.horizon),
    ]


def _prices(plan: Plan, draws: Draws, base: Floats, year: Calendar) -> Floats:
    """The price of each day: the list price, which moves now and then, less promotions of its own and of festivals."""
    many = len(base)
    listed = np.repeat(base[:, None], plan.horizon, axis=1)
    taken = np.ones_like(listed)
    for chance, first, last in _stretches(plan, draws, "prices"):
        days = last - first
        for product in np.flatnonzero(chance.random(many) < 0.25 * days / 365).tolist():
            day = first + int(chance.integers(0, days))
            listed[product, day:] = _priced(listed[product, day:] * chance.choice([0.9, 0.95, 1.05, 1.1]))
        for product, count in enumerate(chance.poisson(days / 60, many).tolist()):
            for _ in range(count):
                day, length = first + int(chance.integers(0, days)), int(chance.integers(3, 10))
                taken[product, day : min(day + length, last)] *= 1 - chance.choice([0.1, 0.15, 0.2, 0.3])
    takes_part = draws.generator("festival prices").random(many) < 0.8
    return np.round(listed * taken * (1 - takes_part[:, None] * year.cut[None, :]), 1)


def _out(plan: Plan, draws: Draws, many: int) -> np.ndarray:
    """Days without stock: some products for up to two weeks, about twice a year."""
    is_out = np.zeros((many, plan.horizon), dtype=bool)
    for chance, first, last in _stretches(plan, draws, "stock"):
        for product, count in enumerate(chance.poisson((last - first) / 180, many).tolist()):
            for _ in range(count):
                day, length = first + int(chance.integers(0, last - first)), int(chance.integers(2, 15))
                is_out[product, day : min(day + length, last)] = True
    return is_out


def _season(plan: Plan) -> Floats:
    months = np.array([plan.day(number).month + plan.day(number).day / 31 for number in range(plan.horizon)])
    peaks, swings = (np.array([getattr(one, name) for one in CATEGORIES], dtype=float) for name in ("peak", "swing"))
    turn = np.cos(2 * np.pi * (months[None, :] - 0.5 - peaks[:, None]) / 12)
    return np.exp(swings[:, None] * turn)
