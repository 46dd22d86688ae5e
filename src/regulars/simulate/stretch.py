"""Some days of a world as tables that SQL can ask: what sources write their files from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from regulars.core.text import PATH_SEPARATOR
from regulars.simulate import assistant, market, social
from regulars.simulate.acts import SEEN
from regulars.simulate.bots import bot_views
from regulars.simulate.calendar import happenings
from regulars.simulate.goods import BRANDS, CATEGORIES
from regulars.simulate.identity import Identity
from regulars.simulate.parcel import PROMISED, parcels
from regulars.simulate.people import CHANNELS, SOURCES, STORE, TREATMENTS
from regulars.simulate.stores import is_guest, stores, visited
from regulars.simulate.voice import Voice
from regulars.simulate.world import COUPON_DAYS, Columns, Day, World

if TYPE_CHECKING:
    import duckdb

#: A visit whose order comes later is looked up so many days back: carts wait no longer.
BACK = 8
_VISIT = ("person", "day", "turn", "second", "stay", "store")
_FACTS = ("session", "event", "cart", "order", "item", "refund", "receipt")
#: Orders with their number and moment: at the end of the visit that filled the cart, or on a later day at its hour.
#: ``luck`` hangs on whose order it is and not on what others did.
#: In a store it is paid on the spot, where it was bought; elsewhere within minutes.
_PLACED = f"""
    CREATE TEMP VIEW placed AS
    SELECT o.*, order_id(o.person, o.day, o.since, o.turn) AS order_no, o.person * 31 + o.day * 7 + o.turn AS luck,
           v.store, o.channel = {STORE} AS is_in_store,
           shop_time(o.day, least(86399, v.second + CASE WHEN o.day = o.since THEN v.stay + 95 ELSE o.second END))
               AS placed_at,
           placed_at + to_seconds(CASE WHEN o.channel = {STORE} THEN 0 ELSE 20 + 7 * (luck % 61) END) AS paid_at
    FROM "order" o JOIN visit v ON v.person = o.person AND v.day = o.since AND v.turn = o.turn
"""
#: What is told of the whole time at once is made of these, kept over the days: orders, what came back, mails.
_KEPT = {"bought": "placed", "came_back": "refund", "mailed": "receipt"}


@dataclass
class Facts:
    """The columns of all facts of some days, ``day`` (number of the plan) among them. Rows point to rows of others by
    their place: an item to its order, an event to its session."""

    tables: dict[str, Columns]
    first: int
    last: int

    @classmethod
    def of(cls, days: list[Day]) -> Facts:
        found: dict[str, Columns] = {}
        for name in _FACTS:
            columns = {column: np.concatenate([day[name][column] for day in days]) for column in days[0][name]}
            counts = [len(next(iter(day[name].values()))) for day in days]
            columns["day"] = np.repeat([day.number for day in days], counts)
            columns["place"] = np.arange(sum(counts))
            found[name] = columns
        _pointed(found, days, of="item", to="order", column="order")
        _pointed(found, days, of="event", to="session", column="session")
        return cls(found, days[0].number, days[-1].number)


def _pointed(found: dict[str, Columns], days: list[Day], *, of: str, to: str, column: str) -> None:
    """Places within a day as places within all days."""
    before = np.cumsum([0, *(len(day[to]["person"]) for day in days)])[:-1]
    counts = [len(day[of][column]) for day in days]
    found[of][column] = found[of][column] + np.repeat(before, counts)


class Stretch:
    """A connection with the tables ``person``, ``product`` and ``product_version``, and while some days are held with
    views of their facts; ``visit`` also has visits of the days before, of which carts may still have been open.

    Times are local: ``shop_time(day, second)``. SQL has no luck of its own: what chance decides is a column.
    """

    def __init__(
        self, world: World, identity: Identity, *, provinces: Sequence[str], has_bots: bool, seen_from: int,
        threads: int,
    ) -> None:  # fmt: skip
        import duckdb

        self.world, self.identity, self.has_bots, self.seen_from = world, identity, has_bots, seen_from
        self.duck: duckdb.DuckDBPyConnection = duckdb.connect(":memory:", config={"threads": threads})
        self.duck.execute("SET enable_progress_bar = false")
        start = world.plan.start
        self.duck.execute(
            f"CREATE MACRO shop_time(day, second) AS TIMESTAMP '{start} 00:00:00' + to_days(day::INTEGER) "
            "+ to_seconds(second::DOUBLE)"
        )
        self.duck.execute(
            "CREATE MACRO account_id(person) AS format('U{:07d}', person + 1);"
            "CREATE MACRO product_id(product) AS format('SKU{:05d}', product + 1);"
            "CREATE MACRO order_id(person, bought, since, turn) AS format('{}{:07d}{:d}{:d}', "
            f"strftime(DATE '{start}' + bought::INTEGER, '%y%m%d'), person, bought - since, turn);"
            f"CREATE MACRO plan_day(day) AS DATE '{start}' + day::INTEGER"
        )
        self.duck.execute(
            "CREATE MACRO review_id(person, bought, since, turn, line) AS "
            "format('V{}{:d}', order_id(person, bought, since, turn), line);"
            "CREATE MACRO ticket_id(person, bought, since, turn) AS 'T' || order_id(person, bought, since, turn);"
            "CREATE MACRO refund_id(person, bought, since, turn, product) AS "
            "format('R{}{}', order_id(person, bought, since, turn), product);"
            "CREATE MACRO refunded_at(person, day, bought, product) AS "
            "shop_time(day, 36000 + 37 * ((person * 31 + bought * 7 + product) % 900));"
            "CREATE MACRO note_id(person, day, turn) AS format('N{:07d}-{:d}-{:d}', person, day, turn);"
            "CREATE MACRO coupon_id(person, day, treatment) AS "
            "format('C{}{:d}{:07d}', strftime(plan_day(day), '%y%m%d'), treatment, person);"
            f"CREATE MACRO promised_days() AS {PROMISED}; CREATE MACRO coupon_days() AS {COUPON_DAYS};"
            "CREATE MACRO survey_id(day) AS strftime(plan_day(day), 'NPS-%Y-%m')"
        )
        self.duck.execute(
            f"CREATE MACRO plan_days() AS {world.plan.days}; CREATE MACRO seen_from() AS {seen_from}; "
            f"CREATE MACRO treatment_name(treatment) AS {_listed(TREATMENTS)}[treatment + 1]; "
            "CREATE MACRO campaign_name(day, treatment) AS format('{} {}', plan_day(day), treatment_name(treatment));"
            "CREATE MACRO store_id(store) AS format('S{:03d}', store + 1);"
            f"CREATE MACRO channel_name(channel) AS {_listed(CHANNELS)}[channel + 1]; "
            f"CREATE MACRO province_name(province) AS {_listed(provinces)}[province + 1]"
        )
        self.held("person", self._people())
        self.held("product", self._products())
        self.held("product_version", self._versions())
        self.held("happening", self._happenings())
        self._stores = stores(world.plan, world.draws, identity.province, len(provinces))
        shops = np.arange(len(self._stores.name))
        self.held("store", {"store": shops, "name": self._stores.name, "province": self._stores.province})
        self._voice = Voice(world)
        self.duck.execute("CREATE TABLE planted (kind VARCHAR, file VARCHAR, key VARCHAR)")
        self._visit = {name: np.empty(0, dtype=np.int64) for name in _VISIT}

    def write(self, query: str, path: Path) -> int:
        """The rows of a query as a file, in their order; how many."""
        how = {".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json", ".parquet": "FORMAT parquet"}[path.suffix]
        written: int = self.duck.execute(f"COPY ({query}) TO '{path}' ({how})").fetchall()[0][0]
        return written

    def columns(self, query: str) -> Columns:
        """The rows of a query, for what is made of them with chance."""
        return dict(self.duck.execute(query).fetchnumpy())

    def close(self) -> None:
        self.duck.close()

    @contextmanager
    def holding(self, facts: Facts) -> Iterator[None]:
        """The facts of some days as views while it lasts, and what was done as the table ``seen``; visits reach back to
        those whose carts still waited."""
        session, event = facts.tables["session"], facts.tables["event"]
        who = session["person"]
        luck = self.world.draws.uniform("logs in", who, session["day"], session["turn"])
        session["is_logged_in"] = luck < self.identity.logs_in[who]
        facts.tables["receipt"]["wait"] = self._until_opened(facts.tables["receipt"])
        session |= visited(self._stores, self.world.draws, session)
        online = np.bincount(event["session"], event["dwell"], len(who)).astype(np.int64)
        session["stay"] = online + session["in_store"]
        order = facts.tables["order"]
        order |= {"is_guest": is_guest(self.world.draws, order), **parcels(self.world.draws, order)}
        known = {name: np.concatenate([column, session[name]]) for name, column in self._visit.items()}
        bots = bot_views(
            self.world.draws, self.world.goods.many, facts.first, facts.last, len(who) if self.has_bots else 0
        )
        tables = {**facts.tables, "visit": known, "bot_view": bots}
        for name, columns in tables.items():
            self.duck.register(name, _arrow(columns))
        self.duck.execute(f"{_PLACED}; CREATE TEMP TABLE seen AS {SEEN}")
        self._add({
            **social.made(self.world, facts), **market.made(self.world, facts), **self._voice.made(facts),
            **assistant.made(self.world, facts),
        })  # fmt: skip
        for name, rows in _KEPT.items():
            self.duck.execute(
                f"CREATE TABLE IF NOT EXISTS {name} AS FROM {rows} LIMIT 0; INSERT INTO {name} FROM {rows}"
            )
        try:
            yield
        finally:
            self.duck.execute("DROP VIEW placed; DROP TABLE seen")
            for name in tables:
                self.duck.unregister(name)
        kept = known["day"] > (session["day"].max(initial=0) - BACK)
        self._visit = {name: column[kept] for name, column in known.items()}

    def _until_opened(self, receipt: Columns) -> Any:
        """Seconds from the delivery of a mail to its opening: hours for people, an instant for a machine."""
        draws, key = self.world.draws, (receipt["person"], receipt["day"], receipt["treatment"])
        slow = 40 + draws.geometric("opens after", 9_000.0, *key, most=40_000)
        return np.where(receipt["by_machine"], 1 + slow % 3, slow)

    def _add(self, made: dict[str, Columns]) -> None:
        """Rows that are told of the whole time at once, beside those of the days before."""
        for name, columns in made.items():
            self.duck.register(f"{name}_rows", _arrow(columns))
            self.duck.execute(f'CREATE TABLE IF NOT EXISTS "{name}" AS SELECT * FROM {name}_rows LIMIT 0')
            self.duck.execute(f'INSERT INTO "{name}" SELECT * FROM {name}_rows')
            self.duck.unregister(f"{name}_rows")

    def held(self, name: str, columns: dict[str, Any]) -> None:
        """A table of some rows."""
        self.duck.register(f"{name}_rows", _arrow(columns))
        self.duck.execute(f'CREATE TABLE "{name}" AS SELECT * FROM {name}_rows')
        self.duck.unregister(f"{name}_rows")

    def _people(self) -> dict[str, Any]:
        people, who = self.world.people, self.identity
        many = len(people)
        return {
            "person": np.arange(many), "name": who.name, "phone": who.phone, "email": who.email,
            "birthday": who.birthday, "province": who.province, "shares": who.shares, "cookies": who.cookies,
            "arrives": people.arrives, "source": np.array(SOURCES, dtype=object)[people.source],
            "inviter": people.inviter,
        }  # fmt: skip

    def _products(self) -> dict[str, Any]:
        goods = self.world.goods
        kinds = [CATEGORIES[kind] for kind in goods.category]
        variant = [one.kinds[kind] if one.kinds else ("", "") for one, kind in zip(kinds, goods.kind, strict=True)]
        brand = np.array(BRANDS, dtype=object)[goods.brand]
        leaf = [one.title_zh.split(PATH_SEPARATOR)[-1] for one in kinds]
        name = [
            " ".join(filter(None, (of, what, which[0]))) for of, what, which in zip(brand, leaf, variant, strict=True)
        ]
        return {
            "product": np.arange(goods.many), "name": np.array(name, dtype=object), "brand": brand,
            "category": np.array([one.title_zh for one in kinds], dtype=object),
            "variant": np.array([one[0] for one in variant], dtype=object), "cost": goods.cost,
        }  # fmt: skip

    def _versions(self) -> dict[str, Any]:
        """Each product's price of the first day, and of later first days of a month on which it was another."""
        plan, goods = self.world.plan, self.world.goods
        firsts = [first for first, _ in plan.months]
        price = goods.price[:, firsts]
        is_new = np.concatenate([np.ones((goods.many, 1), dtype=bool), np.diff(price, axis=1) != 0], axis=1)
        product, place = np.nonzero(is_new)
        dates = np.array([plan.day(day) for day in firsts], dtype=object)
        return {"product": product, "valid_from": dates[place], "price": price[product, place]}

    def _happenings(self) -> dict[str, Any]:
        """Those of the days that are told of, however far the plan looks ahead."""
        held = happenings(self.world.plan.start, self.world.plan.end)
        return {name: [getattr(one, name) for one in held] for name in ("name", "title_zh", "first", "last")}


def _listed(words: Sequence[str]) -> str:
    """A list of words as SQL."""
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


def _arrow(columns: dict[str, Any]) -> Any:
    """Columns of which nothing is told yet are those of words."""
    import pyarrow as pa

    told = {name: pa.array(column) for name, column in columns.items()}
    return pa.table({name: one.cast(pa.string()) if pa.types.is_null(one.type) else one for name, one in told.items()})
