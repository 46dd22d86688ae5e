"""The tags of every customer at the end of the as-of day, and the monthly counters that they are made from."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.app import customer_sample
from regulars.app.parts import Part, Parts, digest, ruled
from regulars.core.shelf import joined, own_declarations
from regulars.core.tag import FACTS, NEEDS, STORED, Tag
from regulars.core.text import counted
from regulars.core.time import local_time, month_end, month_ends, month_of, months_before, offsets
from regulars.profile import account_month, account_taste, customer_tag
from regulars.profile.customer_activity import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir

    from regulars.core.settings import Settings
    from regulars.lake import Lake

#: The tables of a build that tags read.
_READ = ("customer", "customer_account", "account_day", "account_month", "customer_affinity", "customer_tag")
#: How many preferred values of a dimension are kept of each customer.
MOST_PREFERRED = 5


def catalogue(folder: Path) -> dict[str, Tag]:
    """The shipped tags and the shop's own, from its ``tags`` folder."""
    from regulars.catalogue.shelf import tags as shipped

    return joined(shipped(), own_declarations(folder / "tags", "TAG", Tag))


def usable(folder: Path) -> tuple[dict[str, Tag], dict[str, str]]:
    """The tags whose files can be used, for those who only read what was built; and what is wrong with the others, by
    the name of their file."""
    from regulars.catalogue.shelf import tags as shipped

    faults: dict[str, str] = {}
    own = own_declarations(folder / "tags", "TAG", Tag, faults=faults)
    twice = {name: f"tags: {name!r} is declared twice, shipped and by the shop" for name in shipped().keys() & own}
    return own | shipped(), faults | twice


def rules_of(tags: Mapping[str, Tag]) -> str:
    """A digest of what tags say: another formula makes them again."""
    from regulars import __version__

    told = [(tag.name, tag.reads, tag.unit, repr(tag.missing), tag.needs) for _, tag in sorted(tags.items())]
    files = sorted({tag.value.__code__.co_filename for tag in tags.values()})
    return digest([__version__, *told, *(hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files)])


def has_other_tags(lake: Lake, tags: Mapping[str, Tag], day: date) -> bool:
    """Whether the tags of a built day were made by other declarations than there are now."""
    asked = "SELECT inputs FROM lake.main.build_part WHERE \"table\" = 'customer_tag' AND part = ?"
    return any(Part(inputs).rules != rules_of(tags) for (inputs,) in lake.rows(asked, [str(day)]))


def sql_type(tag: Tag) -> str:
    """The type of a tag's column."""
    kinds = {"decimal(18, 4)": "DECIMAL(18,4)", "int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR"}
    return kinds.get(STORED[tag.unit], STORED[tag.unit].upper())


@dataclass
class Tags:
    """Makes the tables of tags of one lake; a month's counters are made again only when its facts changed."""

    lake: Lake
    settings: Settings
    parts: Parts
    span: tuple[date, date]
    tags: dict[str, Tag] = field(default_factory=dict)

    def months(self, months: list[date], progress: Callable[[int, int], None]) -> None:
        """The counters and tastes of these months: a quarter at a time, the last one by its months.

        Small shops pay by the part; in the last quarter each day changes a month.
        """
        last = _quarter_of(months[-1])
        periods = sorted({month if month >= last else _quarter_of(month) for month in months})
        for place, start in enumerate(periods):
            progress(place, len(periods))
            end = month_end(start if start >= last else months_before(start, -2))
            self._period("account_month", start, end, self._account_month)
            self._period("account_taste", start, end, self._account_taste)

    def _period(self, name: str, start: date, end: date, made: Callable[[date, date], ir.Table]) -> None:
        """Make a part of some months, which takes the place of parts of one of them each."""
        inputs = self._month_inputs(name, start, end)
        inside = [month for month in _months(start, end)[1:] if self.parts.content(name, month)]
        where = f"month >= DATE '{start}' AND month <= DATE '{end}'"
        self.parts.make(name, start, inputs, partial(made, start, end), where=where, instead_of=inside)

    def make(self, day: date) -> None:
        """Preferences and tags at the end of a day, whose ``customer`` table is made."""
        where = f"as_of = DATE '{day}'"
        tastes = self._taste_inputs(day)
        if self.parts.is_fresh("customer_affinity", day, tastes):
            self.parts.keep_day(day, "customer_affinity")
        else:
            self.parts.make("customer_affinity", day, tastes, partial(self._customer_affinity, day), where=where)
        inputs = self._tag_inputs(day)
        if self.parts.is_fresh("customer_tag", day, inputs):
            self.parts.keep_day(day, "customer_tag")
            return
        started = time.monotonic()
        with self.lake.scratch():
            rows = self._shaped(self._customer_tag(day))
            changes = self.parts.staged("customer_tag", day, inputs, rows, where=where, since=started)
        self.lake.publish(changes, message=f"tags of {day}")

    def check(self, day: date) -> None:
        """Fails for a tag of the shop's own that cannot be made, before a build makes anything; only where earlier
        builds made the tables that tags read."""
        from regulars.catalogue.shelf import tags as shipped

        if self.tags.keys() - shipped() and all(self.lake.has(name) for name in _READ):
            self.lake.types(self._customer_tag(day))

    def odd_words(self, day: date) -> list[str]:
        """What is said of the shop's own tags of words, where some customers have one that the tag does not list."""
        from regulars.catalogue.shelf import tags as shipped

        listed = [tag for tag in self.tags.values() if tag.words and tag.name not in shipped()]
        return [note for tag in listed for note in self._odd_words(tag, day)]

    def _odd_words(self, tag: Tag, day: date) -> list[str]:
        import ibis

        rows = self.lake.table("customer_tag")
        value = rows[tag.name]
        odd = rows.filter(rows.as_of == day, value.notnull(), value.notin(list(tag.words or ())))
        having = odd.group_by(word=odd[tag.name]).aggregate(people=odd.count())
        found = self.lake.arrow(having.order_by(ibis.desc("people"), "word")).to_pylist()
        if not found:
            return []
        people, few = sum(row["people"] for row in found), ", ".join(repr(row["word"]) for row in found[:5])
        return [
            f"tag {tag.name!r} has words that it does not list, of {counted(people, 'customer')}: {few}"
            f"{' …' if found[5:] else ''}. Rules cannot ask for them: add them to its words, or mend its value"
        ]

    def renew(self) -> set[date]:
        """Makes the columns anew of tags whose unit is another kind of value now; the days whose tags that takes away.

        They were made of other declarations: until they are made again, audiences are told as not built."""
        dropped: set[date] = set()
        for table in ("customer_tag", customer_sample.TABLE):
            stored = self.lake.schema(table)
            kinds = {name: sql_type(tag) for name, tag in self.tags.items()}
            changed = {name: kind for name, kind in kinds.items() if stored.get(name, kind) != kind}
            if changed:
                dropped |= {date.fromisoformat(part) for _, part, _ in self.parts.listed(table)}
                changes = [
                    change
                    for _, part, _ in self.parts.listed(table)
                    for change in self.parts.forgotten(table, part, where=f"as_of = DATE '{part}'")
                ]
                self.lake.publish(changes, message=f"forget {table} of other units")
                self.lake.retype(table, changed)
        return dropped

    def is_outdated(self, name: str, day: date, part: Part) -> bool:
        """Whether a day's preferences or tags would be made otherwise now."""
        sources = ("customer", *(["customer_affinity"] if name == "customer_tag" else []))
        rules = self._taste_rules if name == "customer_affinity" else self.rules
        return not all(self.parts.content(one, day) for one in sources) or self.parts.is_outdated(part, day, rules)

    def _who(self, day: date) -> list[str]:
        return [self.parts.content("customer", day), self.parts.content("customer_account", day)]

    def _taste_inputs(self, day: date) -> str:
        tastes = self._contents("account_taste", day)
        return ruled(digest([*self._who(day), *tastes]), self._taste_rules)

    @property
    def _taste_rules(self) -> str:
        return digest([repr(self.settings.tastes), MOST_PREFERRED])

    def _tag_inputs(self, day: date) -> str:
        counters = [*self._contents("account_month", day), *self.parts.contents("account_day", until=month_of(day))]
        told = [self.parts.versions("account_attribute", *self._facts, until=month_of(day))]
        told += [need for need, first in self._first_told.items() if first is None or first > day]
        return ruled(
            digest([*self._who(day), *counters, *told, self.parts.content("customer_affinity", day)]), self.rules
        )

    def _untold(self, day: date) -> list[str]:
        """What no source told of anybody by the end of a day, whose preferences are made."""
        asked = f"SELECT count(*) FROM lake.main.customer_affinity WHERE as_of = DATE '{day}' AND dimension = 'brand'"
        told = {need for need, first in self._first_told.items() if first is not None and first <= day}
        return sorted(set(NEEDS) - told - ({"brand"} if self.lake.rows(asked)[0][0] else set()))

    @cached_property
    def _first_told(self) -> dict[str, date | None]:
        """The first day with a discount told, be it of 0, with a coupon used, and with the store of an order."""
        is_told = " OR ".join(f"discount_{bearer} IS NOT NULL" for bearer in account_month.BEARERS)
        asked = {"discount": f"order_item WHERE {is_told}", "coupon": "coupon_use",
                 "store": "orders WHERE store_id IS NOT NULL"}  # fmt: skip
        return {need: self.lake.rows(f"SELECT min(day) FROM lake.main.{rows}")[0][0] for need, rows in asked.items()}

    @cached_property
    def _facts(self) -> dict[str, date]:
        """The facts that tags read and that any source told, with the first day of each."""
        untold = {need for need, day in self._first_told.items() if day is None}
        read = {tag.reads for tag in self.tags.values() if tag.reads in FACTS and tag.needs not in untold}
        wanted = {name for name in read if self.parts.has(name)}
        first = {name: self.lake.rows(f"SELECT min(day) FROM lake.main.{name}")[0][0] for name in sorted(wanted)}
        return {name: day for name, day in first.items() if day is not None}

    # Months ----------------------------------------------------------------------------------------------------------

    def _month_inputs(self, name: str, start: date, end: date) -> str:
        """What a part of some months is made of."""
        if name == "account_month":
            reach = (("order_item", 1), ("orders", 2), ("coupon_use", 0))
            apart = timedelta(days=account_month.APART_DAYS)
            facts = [(fact, _months(start - times * apart, end)) for fact, times in reach]
            shared = self.settings.zone
        else:
            facts = [("order_item", _months(start, end))]
            shared = f"{self.settings.tastes.price_bands} {self.parts.versions('product', until=end)}"
        return digest([*(self.parts.version(fact, month) for fact, months in facts for month in months), end, shared])

    def _contents(self, name: str, day: date) -> list[str]:
        cut = [str(day)] if self._is_cut(day) else []
        return self.parts.contents(name, until=month_of(day)) + cut

    def _is_cut(self, day: date) -> bool:
        """Whether facts came after the day, so that what is made of its month says too much."""
        return day < self._last

    @cached_property
    def _last(self) -> date:
        asked = [f"SELECT max(day) AS day FROM lake.main.{name}" for name in ("order_item", "orders", "coupon_use")]
        found: date | None = self.lake.rows(f"SELECT max(day) FROM ({' UNION ALL '.join(asked)})")[0][0]
        return found or self.span[1]

    def _until(self, name: str, day: date, made: Callable[[date, date], ir.Table]) -> ir.Table:
        """A monthly table as known by the day."""
        table = self.lake.table(name)
        if not self._is_cut(day):
            return table.filter(table.month <= month_of(day))
        start = month_of(day)
        return table.filter(table.month < start).union(made(start, day).select(*table.columns))

    def _within(self, name: str, start: date, end: date) -> ir.Table:
        table = self.lake.table(name)
        return table.filter((table.day >= start) & (table.day <= end))

    def _account_month(self, start: date, end: date) -> ir.Table:
        apart = timedelta(days=account_month.APART_DAYS)
        lines, orders = self._within("order_item", start - apart, end), self._within("orders", start - 2 * apart, end)
        placed = account_month.placed_order(lines, orders, start=start)
        return account_month.account_month(
            account_month.line_counters(lines.filter(lines.day >= start)),
            account_month.order_counters(self._local(placed)),
            account_month.coupon_counters(self._within("coupon_use", start, end)),
        )

    def _local(self, rows: ir.Table) -> ir.Table:
        start = datetime.combine(self.span[0], datetime.min.time()) - timedelta(days=2)
        end = datetime.combine(self.span[1], datetime.min.time()) + timedelta(days=2)
        return rows.mutate(local_at=local_time(rows.ordered_at, offsets(self.settings.zone, start, end)))

    def _account_taste(self, start: date, end: date) -> ir.Table:
        lines = self._within("order_item", start, end)
        spans = account_taste.product_span(self.lake.table("product"))
        return account_taste.account_taste(lines, spans, bands=self.settings.tastes.price_bands)

    # Customers -------------------------------------------------------------------------------------------------------

    def _customer_affinity(self, day: date) -> ir.Table:
        import ibis

        rows = self._of_customers(self._until("account_taste", day, self._account_taste), day)
        taste = account_taste.customer_taste(
            rows, month=month_of(day), half_life_months=self.settings.tastes.half_life_months
        )
        found = account_taste.customer_affinity(taste, most=MOST_PREFERRED)
        return found.semi_join(self._customers(day), "customer_id").mutate(as_of=ibis.literal(day))

    def _customer_tag(self, day: date) -> ir.Table:
        account_day, attribute = self.lake.table("account_day"), self.lake.table("account_attribute")
        affinity = self.lake.table("customer_affinity")
        tables = {
            "customer": self._customers(day),
            "customer_day": customer_tag.customer_day(account_day.filter(account_day.day <= day), self._links(day)),
            "customer_month": self._of_customers(self._until("account_month", day, self._account_month), day),
            "customer_affinity": affinity.filter(affinity.as_of == day),
            "customer_attribute": customer_tag.customer_attribute(
                self._of_customers(attribute.filter(attribute.valid_from <= day), day)
            ),
            **{name: self._fact(name, day) for name, first in self._facts.items() if first <= day},
        }
        return customer_tag.customer_tag(tables, tags=self.tags.values(), as_of=day, untold=self._untold(day))

    def _fact(self, name: str, day: date) -> ir.Table:
        rows = self.lake.table(name)
        found = self._of_customers(rows.filter(rows.day <= day), day)
        if name != "orders":
            return found
        kinds = self.lake.table("store").select("store_id", store_kind="kind")
        return found.left_join(kinds, "store_id").drop("store_id_right")

    def _customers(self, day: date) -> ir.Table:
        customer = self.lake.table("customer")
        return customer.filter(customer.as_of == day)

    def _links(self, day: date) -> ir.Table:
        links = self.lake.table("customer_account")
        return links.filter(links.as_of == day).select("account_id", "customer_id")

    def _of_customers(self, rows: ir.Table, day: date) -> ir.Table:
        return resolved(rows, self._links(day))

    def _shaped(self, rows: ir.Table) -> ir.Table:
        """With a column for each tag that the lake ever had: one that is declared no longer is empty."""
        import ibis

        types = self.lake.types(rows)
        self.lake.ensure("customer_tag", types)
        schema = self.lake.schema("customer_tag")
        gone = {name: ibis.null("string") for name in schema if name not in rows.columns}
        return rows.mutate(**gone).select(*schema)

    @cached_property
    def rules(self) -> str:
        return rules_of(self.tags)


def _quarter_of(month: date) -> date:
    return month.replace(month=(month.month - 1) // 3 * 3 + 1, day=1)


def _months(start: date, end: date) -> list[date]:
    """The first days of all months from that of one day to that of another."""
    return [month_of(month) for month in month_ends(start, month_end(end))]
