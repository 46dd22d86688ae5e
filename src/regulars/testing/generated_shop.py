"""A made-up shop: its order-line export month by month and its list of members, the same for the same seed.

Time runs on the shop's own clock: 0 is the first midnight, 1 the midnight after the last day, and each day is as long
as its share of the shop's busyness (week, season, sales days). A rate that is constant on that clock has the rhythm.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from regulars.core.errors import InputError
from regulars.simulate.identity import PHONE_PREFIX

COLUMNS = ("order_id", "customer_id", "product_id", "ordered_at", "quantity", "unit_price", "province")
MEMBER_COLUMNS = ("customer_id", "registered_at", "province", "tier", "phone", "email")
TIERS = ("silver", "gold", "diamond")


GUEST_SHARE = 0.03
ONE_TIME_SHARE = 0.3
TWIN_SHARE = 0.005
#: Small firms that buy often and much; without them nobody would reach the upper tiers.
FIRM_SHARE = 0.005
MONTH_BUSYNESS = (0.95, 0.80, 0.98, 0.97, 1.04, 1.15, 0.93, 0.92, 1.00, 1.02, 1.30, 1.12)
WEEKDAY_BUSYNESS = (0.95, 0.93, 0.95, 0.98, 1.05, 1.12, 1.10)
SALES_DAYS = {(6, 18): 2.2, (11, 11): 3.0, (12, 12): 1.8}
HOUR_BUSYNESS = (6, 3, 2, 1, 1, 2, 5, 10, 18, 27, 32, 32, 33, 30, 28, 28, 29, 28, 29, 36, 46, 48, 38, 18)
# fmt: off
PROVINCES = {
    "广东省": 127, "山东省": 101, "河南省": 98, "江苏省": 85, "四川省": 84, "河北省": 74, "湖南省": 66,
    "浙江省": 66, "安徽省": 61, "湖北省": 58, "广西壮族自治区": 50, "云南省": 47, "江西省": 45, "辽宁省": 42,
    "福建省": 42, "陕西省": 40, "贵州省": 39, "山西省": 35, "重庆市": 32, "黑龙江省": 31, "新疆维吾尔自治区": 26,
    "甘肃省": 25, "上海市": 25, "吉林省": 24, "内蒙古自治区": 24, "北京市": 22, "天津市": 14, "海南省": 10,
    "宁夏回族自治区": 7, "青海省": 6, "西藏自治区": 4,
}
# fmt: on
ORDER_FIELDS = ("number", "customer", "province", "at")
LINE_FIELDS = (*ORDER_FIELDS, "product", "quantity")

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Calendar:
    """The days of the export and how busy each is; ``clock[d]`` is the busyness before day ``d``, from 0 to 1."""

    days: np.ndarray
    clock: np.ndarray
    starts: np.ndarray

    @property
    def end(self) -> int:
        return int(_seconds(self.days[-1] + np.timedelta64(1, "D")))

    def moments(self, clock: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Seconds since 1970, local: the day from the shop's clock, the hour from the rhythm of a day."""
        day = np.clip(np.searchsorted(self.clock, clock, side="right") - 1, 0, len(self.days) - 1)
        hour = _draw(np.cumsum(HOUR_BUSYNESS), len(clock), rng)
        return _seconds(self.days[day]) + hour * 3600 + rng.integers(3600, size=len(clock))


@dataclass(frozen=True)
class People:
    """Buyers, ordered by ``join``, the moment of the first order; between it and ``leave`` they order at ``rate``."""

    join: np.ndarray
    leave: np.ndarray
    rate: np.ndarray
    basket: np.ndarray
    taste: np.ndarray
    province: np.ndarray

    def joined(self, start: float, end: float) -> np.ndarray:
        return np.arange(*np.searchsorted(self.join, [start, end]))

    def weights(self, start: float, end: float) -> np.ndarray:
        """Repeat orders that each is expected to place between two moments of the clock, up to a common factor."""
        return self.rate * np.maximum(np.minimum(self.leave, end) - np.maximum(self.join, start), 0)


@dataclass(frozen=True)
class Goods:
    """Products, best sellers first; ``price`` in cents."""

    popularity: np.ndarray
    price: np.ndarray
    name: pa.Array


def write_shop(  # noqa: PLR0913 - one keyword per trait of the shop
    folder: str | Path,
    *,
    customers: int,
    lines: int,
    months: int = 24,
    first_month: date = date(2023, 1, 1),
    seed: int = 7,
    format: Literal["parquet", "csv"] = "parquet",
    refund_share: float = 0.03,
    columns: Sequence[str] = COLUMNS,
    products: int | None = None,
) -> list[Path]:
    """Write one file of order lines per month, ``orders-2023-01.parquet`` and on, and return their paths in order.

    Exactly ``lines`` rows in all, refunds included, about four to an order. ``ordered_at`` is local shop time;
    ``unit_price`` has two digits. ``customer_id`` is null for some 3 % of the orders (guests). A refund is a
    negative quantity in a later order whose id begins with R, at the price of an earlier line of the same customer.
    ``products`` defaults to one per 400 lines, from 200 to 50,000. One month is held in memory at a time.
    """
    _check(customers=customers, lines=lines, months=months, refund_share=refund_share, columns=columns, format=format)
    streams = np.random.SeedSequence(seed).spawn(months + 2)
    calendar = _calendar(first_month, months)
    people = _people(customers, calendar, np.random.default_rng(streams[0]))
    goods = _goods(products or min(50_000, max(200, lines // 400)), np.random.default_rng(streams[1]))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    monthly = _months(people, goods, calendar, lines=lines, refund_share=refund_share, streams=streams[2:])
    for start, month in zip(calendar.starts[:-1], monthly, strict=True):
        path = folder / f"orders-{str(calendar.days[start])[:7]}.{format}"
        _write(_export(month, goods).select(list(columns)), path)
        paths.append(path)
    return paths


def write_members(
    folder: str | Path,
    *,
    customers: int,
    months: int = 24,
    first_month: date = date(2023, 1, 1),
    seed: int = 7,
    idle_share: float = 0.05,
    shared_phone_share: float = 0.01,
) -> Path:
    """Write ``members.csv`` for the shop of the same ``customers``, ``months``, ``first_month`` and ``seed``.

    All buyers registered, a day to some weeks before their first order; ``idle_share`` of the rows registered and
    never bought (their ids follow the buyers'). ``shared_phone_share`` of the rows are second accounts of another
    member and have that one's phone. ``tier`` is text, silver, gold and diamond by how eager a buyer is meant to be.
    A fifth has no e-mail.
    """
    if customers < 1:
        raise InputError(f"customers is {customers}; a list of members needs at least 1")
    streams = np.random.SeedSequence(seed).spawn(months + 3)
    calendar = _calendar(first_month, months)
    people = _people(customers, calendar, np.random.default_rng(streams[0]))
    rng = np.random.default_rng(streams[-1])
    total = customers + round(customers * idle_share / (1 - idle_share))
    phone = _phones(total, max(1, round(total * shared_phone_share)) if shared_phone_share else 0, rng)
    clock = np.concatenate([people.join, rng.random(total - customers)])
    days_before = 1 + np.floor(rng.exponential(np.where(rng.random(total) < 0.7, 2, 20), total)).astype(np.int64)
    registered = (calendar.moments(clock, rng) - days_before * 86_400).astype("datetime64[s]")
    eagerness = np.concatenate([people.rate * (people.leave - people.join), np.zeros(total - customers)])
    tier = np.searchsorted(np.quantile(eagerness, [0.85, 0.97]), eagerness, side="left")
    provinces = list(PROVINCES)
    province = np.concatenate([people.province, _draw_province(total - customers, rng)])
    mailless = rng.random(total) < 0.2
    path = Path(folder) / "members.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(MEMBER_COLUMNS)
        for row in np.argsort(registered, kind="stable"):
            account = f"C{row + 1:07d}"
            email = "" if mailless[row] else f"{account.lower()}@example.com"
            moment = str(registered[row]).replace("T", " ")
            writer.writerow((account, moment, provinces[province[row]], TIERS[tier[row]], phone[row], email))
    return path


def _check(
    *, customers: int, lines: int, months: int, refund_share: float, columns: Sequence[str], format: str
) -> None:
    if customers < 1 or months < 1 or lines < 6 * customers:
        raise InputError(
            f"{lines} lines of {customers} customers over {months} months make no shop; it needs at least "
            "one customer, one month and six lines a customer"
        )
    if not 0 <= refund_share <= 0.3:
        raise InputError(f"refund_share is {refund_share}; it must be from 0 to 0.3")
    strange = sorted(set(columns) - set(COLUMNS))
    if strange:
        raise InputError(f"no column named {', '.join(strange)}. Known: {', '.join(COLUMNS)}")
    if format not in ("parquet", "csv"):
        raise InputError(f"no format named {format!r}. Known: csv, parquet")


def _calendar(first_month: date, months: int) -> Calendar:
    first = np.datetime64(first_month.replace(day=1), "M")
    borders = (first + np.arange(months + 1)).astype("datetime64[D]")
    days = np.arange(borders[0], borders[-1])
    plain = [first_month.replace(day=1) + timedelta(days=day) for day in range(len(days))]
    busyness = [
        MONTH_BUSYNESS[day.month - 1] * WEEKDAY_BUSYNESS[day.weekday()] * SALES_DAYS.get((day.month, day.day), 1)
        for day in plain
    ]
    clock = np.concatenate([[0.0], np.cumsum(busyness)])
    return Calendar(days, clock / clock[-1], (borders - borders[0]).astype(np.int64))


def _people(customers: int, calendar: Calendar, rng: np.random.Generator) -> People:
    # A quarter are the customers of old, whose first order in the export comes early.
    old = rng.random(customers) < 0.25
    join = np.sort(np.where(old, rng.beta(1, 7, customers), rng.random(customers)))
    stays = rng.random(customers) < 0.55
    stretch = np.maximum(rng.exponential(300 / len(calendar.days), customers), 0.01)
    leave = np.where(stays, 1.0, np.minimum(join + stretch, 1.0))
    # Eagerness is a total over the stay, so that a short stay is a frequent one; who came late had less time.
    eagerness = rng.lognormal(0, 0.5, customers) * np.sqrt(1.02 - join)
    eagerness[rng.random(customers) < ONE_TIME_SHARE] = 0
    is_firm = rng.random(customers) < FIRM_SHARE
    eagerness[is_firm] = 6
    rate = eagerness / np.maximum(leave - join, 1e-6)
    basket = rng.choice([2.2, 4.0, 5.8], size=customers, p=[0.2, 0.6, 0.2])
    basket[is_firm] = 12.0
    taste = rng.choice(np.array([-1, 0, 1], dtype=np.int8), size=customers, p=[0.25, 0.5, 0.25])
    return People(join, leave, rate, basket, taste, _draw_province(customers, rng))


def _goods(products: int, rng: np.random.Generator) -> Goods:
    popularity = 1 / (np.arange(products) + max(1.0, products / 1000))
    price = np.maximum(np.round(rng.lognormal(np.log(1_400), 0.6, products)), 100).astype(np.int64)
    names = rng.permutation(products) + 1
    return Goods(np.cumsum(popularity), price, _ids("P", names, width=5))


def _months(
    people: People,
    goods: Goods,
    calendar: Calendar,
    *,
    lines: int,
    refund_share: float,
    streams: Sequence[np.random.SeedSequence],
) -> Iterator[Columns]:
    """The lines of each month, sales and the refunds that fall due in it, ordered by time."""
    borders = list(pairwise(calendar.clock[calendar.starts]))
    refunds = round(lines * refund_share)
    first = np.array([len(people.joined(*border)) for border in borders], dtype=float)
    repeat = np.array([people.weights(*border).sum() for border in borders])
    spare = max(lines - refunds - 4 * len(people.join), 0)
    sold = _split(lines - refunds, 4 * first + spare * repeat / max(repeat.sum(), 1e-12))
    returned = _split(refunds, sold)
    guests = GUEST_SHARE * lines / max(spare, 1)
    waiting = {name: np.empty(0, dtype=np.int64) for name in LINE_FIELDS}
    orders = refund_orders = 0
    for month, (border, stream) in enumerate(zip(borders, streams, strict=True)):
        rng = np.random.default_rng(stream)
        placed = _orders(people, calendar, border, lines=int(sold[month]), guests=guests, rng=rng)
        placed["number"] += orders
        orders += len(placed["number"])
        sales = _sales(placed, people, goods, rng)
        new = _refunds(sales, int(returned[month]), end=calendar.end, rng=rng)
        waiting = {name: np.concatenate([waiting[name], new[name]]) for name in LINE_FIELDS}
        end = calendar.end if month == len(borders) - 1 else _seconds(calendar.days[calendar.starts[month + 1]])
        due = waiting["at"] < end
        back = {name: values[due] for name, values in waiting.items()}
        waiting = {name: values[~due] for name, values in waiting.items()}
        numbers, back["number"] = np.unique(back["number"], return_inverse=True)
        back["number"] += refund_orders
        refund_orders += len(numbers)
        both = {name: np.concatenate([sales[name], back[name]]) for name in LINE_FIELDS}
        in_time = np.lexsort((both["number"], both["quantity"] < 0, both["at"]))
        yield {name: values[in_time] for name, values in both.items()}


def _orders(
    people: People,
    calendar: Calendar,
    border: tuple[float, float],
    *,
    lines: int,
    guests: float,
    rng: np.random.Generator,
) -> Columns:
    """A month's orders in time order, with ``size`` lines each and ``lines`` in all; first orders always get a place.

    ``customer`` is −1 for a guest. Every order has a line or more, so drawing ``lines`` repeat orders is enough.
    """
    start, end = border
    new = people.joined(start, end)
    weights = np.cumsum(people.weights(start, end))
    again = _draw(weights, lines, rng) if weights[-1] > 0 else rng.integers(len(people.join), size=lines)
    customer = np.concatenate([new, again])
    size = 1 + rng.poisson(people.basket[customer] - 1)
    total = np.cumsum(size)
    kept = int(np.searchsorted(total, lines)) + 1 if lines else 0
    customer, size = customer[:kept], size[:kept]
    if kept:
        size[-1] -= total[kept - 1] - lines
    opening = np.maximum(people.join[customer], start)
    ending = np.maximum(np.minimum(people.leave[customer], end), opening)
    is_first = np.arange(kept) < len(new)
    clock = np.where(is_first, people.join[customer], opening + rng.random(kept) * (ending - opening))
    is_guest = ~is_first & (rng.random(kept) < guests)
    # The very end of the clock belongs to no day of this month.
    at = calendar.moments(np.minimum(clock, np.nextafter(end, start)), rng)
    order = np.argsort(at, kind="stable")
    placed = {"customer": np.where(is_guest, -1, customer), "province": people.province[customer], "at": at}
    placed |= {"size": size, "basket_of": customer}
    return {"number": np.arange(1, kept + 1), **{name: values[order] for name, values in placed.items()}}


def _sales(orders: Columns, people: People, goods: Goods, rng: np.random.Generator) -> Columns:
    sales = {name: np.repeat(orders[name], orders["size"]) for name in ORDER_FIELDS}
    count = len(sales["at"])
    taste = np.repeat(people.taste[orders["basket_of"]], orders["size"])
    product, other = _draw(goods.popularity, count, rng), _draw(goods.popularity, count, rng)
    product = np.where(taste * (goods.price[other] - goods.price[product]) > 0, other, product)
    _, once = np.unique(sales["number"] * len(goods.price) + product, return_index=True)
    repeated = np.ones(count, dtype=bool)
    repeated[once] = False
    product[repeated] = rng.integers(len(goods.price), size=int(repeated.sum()))
    quantity = rng.choice([1, 2, 3, 4, 6, 12], size=count, p=[0.72, 0.17, 0.06, 0.025, 0.02, 0.005])
    follows = np.flatnonzero(sales["number"][1:] == sales["number"][:-1]) + 1
    twin = follows[rng.random(len(follows)) < TWIN_SHARE * count / max(len(follows), 1)]
    product[twin], quantity[twin] = product[twin - 1], quantity[twin - 1]
    return {**sales, "product": product, "quantity": quantity}


def _refunds(sales: Columns, count: int, *, end: int, rng: np.random.Generator) -> Columns:
    """Exactly ``count`` lines that come back later: half as whole orders, half as single lines, some in part.

    ``number`` is that of the order refunded; all lines of one order come back at the same moment.
    """
    line = np.flatnonzero((sales["customer"] >= 0) & (sales["at"] < end - 3600))
    if len(line) < count:
        raise InputError(f"{count} refunds do not fit {len(line)} lines of known customers; lower refund_share")
    numbers, size = np.unique(sales["number"][line], return_counts=True)
    mixed = rng.permutation(len(numbers))
    whole = numbers[mixed[np.cumsum(size[mixed]) <= count // 2]]
    is_whole = np.isin(sales["number"][line], whole)
    single = rng.permutation(line[~is_whole])[: count - int(is_whole.sum())]
    chosen = np.sort(np.concatenate([line[is_whole], single]))
    back = {name: sales[name][chosen] for name in LINE_FIELDS}
    part = np.isin(chosen, single) & (back["quantity"] > 1) & (rng.random(count) < 0.3)
    back["quantity"] = -np.where(part, 1, back["quantity"])
    returned, of = np.unique(back["number"], return_inverse=True)
    delay = np.minimum(3600 + rng.exponential(8 * 86_400, len(returned)), 60 * 86_400)[of]
    room = end - 1 - back["at"]
    share = rng.random(len(returned))[of]
    back["at"] = back["at"] + np.where(delay < room, delay, 1 + share * (room - 1)).astype(np.int64)
    return back


def _export(month: Columns, goods: Goods) -> pa.Table:
    guest = month["customer"] < 0
    is_refund = month["quantity"] < 0
    cents = goods.price[month["product"]]
    wide = np.stack([cents, np.zeros_like(cents)], axis=1)
    price = pa.Array.from_buffers(pa.decimal128(10, 2), len(cents), [None, pa.py_buffer(np.ascontiguousarray(wide))])
    order = _ids(np.where(is_refund, "R", "O").tolist(), month["number"], width=10)
    values = [
        order,
        pc.if_else(pa.array(guest), pa.scalar(None, pa.string()), _ids("C", month["customer"] + 1, width=7)),
        goods.name.take(pa.array(month["product"])),
        pa.array(month["at"]).cast(pa.timestamp("s")).cast(pa.timestamp("us")),
        pa.array(month["quantity"].astype(np.int32)),
        price,
        pa.array(list(PROVINCES)).take(pa.array(month["province"])),
    ]
    return pa.table(dict(zip(COLUMNS, values, strict=True)))


def _write(table: pa.Table, path: Path) -> None:
    if path.suffix == ".parquet":
        pa.parquet.write_table(table, path, compression="zstd", row_group_size=122_880)
        return
    if "ordered_at" in table.column_names:
        place = table.column_names.index("ordered_at")
        text = pc.strftime(table["ordered_at"].cast(pa.timestamp("s")), "%Y-%m-%d %H:%M:%S")
        table = table.set_column(place, "ordered_at", text)
    with path.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        options = pa.csv.WriteOptions(include_header=False, quoting_style="none")
        pa.csv.write_csv(table, file, options)


def _ids(prefix: str | list[str], numbers: np.ndarray, *, width: int) -> pa.Array:
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=width, padding="0")
    start = pa.scalar(prefix) if isinstance(prefix, str) else pa.array(prefix, pa.string())
    return pc.binary_join_element_wise(start, padded, "")


def _phones(count: int, shared: int, rng: np.random.Generator) -> np.ndarray:
    """One number a row, ``shared`` of them taken from another row that has its own."""
    numbers = rng.permutation(count)
    mixed = rng.permutation(count)
    numbers[mixed[:shared]] = numbers[mixed[shared : 2 * shared]]
    return np.array([f"{PHONE_PREFIX}{number:08d}" for number in numbers])


def _draw_province(count: int, rng: np.random.Generator) -> np.ndarray:
    return _draw(np.cumsum(list(PROVINCES.values())), count, rng).astype(np.int8)


def _draw(cumulated: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    place = np.searchsorted(cumulated, rng.random(count) * cumulated[-1], side="right")
    return np.minimum(place, len(cumulated) - 1)


def _split(total: int, shares: np.ndarray) -> np.ndarray:
    """Whole numbers that sum to ``total``, in proportion to ``shares``."""
    return np.diff(np.concatenate([[0], np.round(total * np.cumsum(shares) / shares.sum())])).astype(np.int64)


def _seconds(day: np.ndarray) -> np.ndarray:
    return day.astype("datetime64[s]").astype(np.int64)
