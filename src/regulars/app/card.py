"""One customer as the page of a customer wants it: where they stand, what they did, and which accounts they are."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from regulars.app.answers import valid
from regulars.app.day import PROFILE, chosen, links, snapshot
from regulars.app.place_names import place_name
from regulars.core.errors import MissingError
from regulars.core.time import month_of, month_start
from regulars.report.card import Account, CustomerCard, Happening, Product, Spent, Tag
from regulars.report.numbers import Numbers
from regulars.report.picture import Language

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

LANGUAGES: tuple[Language, ...] = ("en", "zh")
MOST_PRODUCTS, MOST_MONTHS = 10, 24
NEXT_TIER = {"silver": "gold", "gold": "diamond"}


def customer(workspace: Workspace, customer_id: str, *, as_of: date | None = None) -> CustomerCard:
    """The card of a customer at the end of a day; an account that was merged leads to its customer.

    MissingError with the nearest ids where nobody has this one.
    """
    day = chosen(workspace, as_of, PROFILE)
    asked, row = customer_id, _profile(workspace, customer_id, day)
    if row is None:
        into = merged_into(workspace, customer_id, day)
        row = _profile(workspace, into, day) if into is not None else None
    if row is None:
        raise MissingError(unknown_customer(workspace, customer_id, day), code="no_customer")
    return _Card(workspace, row, day, asked).made()


def _profile(workspace: Workspace, customer_id: str, day: date) -> dict[str, Any] | None:
    table = snapshot(workspace, PROFILE, day)
    found = workspace.lake.arrow(table.filter(table.customer_id == customer_id)).to_pylist()
    return found[0] if found else None


def merged_into(workspace: Workspace, account_id: str, day: date) -> str | None:
    known = links(workspace, day)
    found = workspace.lake.arrow(known.filter(known.account_id == account_id)).to_pylist()
    return str(found[0]["customer_id"]) if found else None


def unknown_customer(workspace: Workspace, customer_id: str, day: date) -> str:
    ids = snapshot(workspace, PROFILE, day).select("customer_id")
    near = ids.mutate(steps=ids.customer_id.levenshtein(customer_id)).order_by("steps", "customer_id").limit(5)
    found = workspace.lake.arrow(near)["customer_id"].to_pylist()
    nearest = f"The nearest ids: {', '.join(found)}" if found else "There are no customers yet"
    return f"no customer {customer_id!r} on {day}. {nearest}"


class _Card:
    """Gathers what is told of one customer; everything is cut to the day."""

    def __init__(self, workspace: Workspace, row: dict[str, Any], day: date, asked: str) -> None:
        self.workspace, self.lake, self.row, self.day, self.asked = workspace, workspace.lake, row, day, asked
        self.customer_id = str(row["customer_id"])
        known = links(workspace, day)
        linked = self._rows(known.filter(known.customer_id == self.customer_id))
        self.accounts = sorted({str(each["account_id"]) for each in linked} | {self.customer_id})
        self.days = self._rows(self._own("account_day"))

    def made(self) -> CustomerCard:
        row, settings = self.row, self.workspace.settings
        paid, refunds = (sum(each[name] for each in self.days) for name in ("paid_amount", "refund_amount"))
        return CustomerCard(
            shop=settings.name, currency=settings.currency, zone=settings.zone, as_of=self.day,
            built_at=datetime.now(UTC).replace(tzinfo=None), customer_id=self.customer_id, group=row["rfm_group"],
            level_r=row["r_level"], level_f=row["f_level"], level_m=row["m_level"], stage=row["stage"],
            tier=row["tier"], next_tier=NEXT_TIER.get(row["tier"]) if row["to_next"] is not None else None,
            to_next=row["to_next"], spend_12m=row["spend_12m"], tags=self._tags(), spend=paid, refunds=refunds,
            orders=row["paid_orders"], first_day=row["first_paid_day"], last_day=row["last_day"],
            recency=row["recency_days"], usual_gap=self._usual_gap(), timeline=self._timeline(),
            months=self._months(), products=self._products(), accounts=self._accounts(), notes=self._notes(),
        )  # fmt: skip

    def _own(self, name: str) -> ir.Table:
        """The rows of a fact or derived table that name one of the customer's accounts, up to the day."""
        table = self.lake.table(name)
        dated = "valid_from" if "valid_from" in table.columns else "day"
        return table.filter(table.account_id.isin(self.accounts) & (table[dated] <= self.day))

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        return list(self.lake.arrow(table).to_pylist())

    def _purchase_days(self) -> list[date]:
        """Days with something paid that refunds did not undo as a whole."""
        paid: dict[date, Any] = defaultdict(int)
        back: dict[date, Any] = defaultdict(int)
        for each in self.days:
            if each["purchase_day"] is not None:
                paid[each["purchase_day"]] += each["paid_amount"]
                back[each["purchase_day"]] += each["refund_amount"]
        return sorted(day for day, amount in paid.items() if amount > 0 and back[day] < amount)

    def _usual_gap(self) -> float | None:
        """The median gap needs two gaps at least."""
        days = self._purchase_days()
        return median((later - day).days for day, later in pairwise(days)) if len(days) > 2 else None

    # What happened ---------------------------------------------------------------------------------------------------

    def _timeline(self) -> tuple[Happening, ...]:
        happened = [*self._orders(), *self._refunds(), *self._registrations()]
        return tuple(sorted(happened, key=lambda one: (one.day, one.kind != "order"), reverse=True))

    def _orders(self) -> list[Happening]:
        import ibis

        orders, item = self._own("orders"), self._own("order_item")
        lines = item.group_by("order_id").aggregate(
            lines=item.amount.sum(), kinds=item.product_id.nunique(), line_day=item.day.min(),
            is_paid=item.is_paid.fill_null(False).any(),
        )  # fmt: skip
        settled = self._settled(orders)
        joined = orders.select("order_id", "amount", "day").outer_join(lines, "order_id")
        named = ibis.coalesce(joined.order_id, joined.order_id_right)
        joined = joined.mutate(named=named).drop("order_id", "order_id_right")
        joined = joined.left_join(settled, joined.named == settled.order_id)
        told = joined.select(
            order="named", amount=ibis.coalesce(joined.amount, joined.lines), kinds="kinds",
            day=ibis.coalesce(joined.day, joined.line_day),
            is_paid=joined.is_paid.fill_null(False) | joined.order_id.notnull(),
        )  # fmt: skip
        return [Happening(row["day"], "order", _order_text(row), row["amount"]) for row in self._rows(told)]

    def _settled(self, orders: ir.Table) -> ir.Table:
        """Those of the orders that have been paid by the day, by their ids; a deposit alone pays nothing yet."""
        payment = self.lake.table("payment")
        paid = payment.filter((payment.day <= self.day) & (payment.kind != "deposit") & (payment.amount > 0))
        return paid.semi_join(orders, "order_id").select("order_id").distinct()

    def _refunds(self) -> list[Happening]:
        pieces = self._own("refund_piece")
        summed = pieces.group_by("refund_id", "day", "order_id").aggregate(
            amount=pieces.amount.sum(), is_matched=pieces.purchase_day.notnull().any()
        )
        return [Happening(row["day"], "refund", _refund_text(row), row["amount"]) for row in self._rows(summed)]

    def _registrations(self) -> list[Happening]:
        row = self.row
        if row["registered_day"] is not None:
            return [Happening(row["registered_day"], "registered", {"en": "Registered", "zh": "注册"})]
        if row["first_seen_day"] is not None and row["first_paid_day"] is None:
            return [Happening(row["first_seen_day"], "other", {"en": "First seen", "zh": "首次出现"})]
        return []

    # What they bought ------------------------------------------------------------------------------------------------

    def _months(self) -> tuple[Spent, ...]:
        """The last two years at most, without holes."""
        table = self._own("account_day")
        summed = table.group_by(month=month_start(table.day)).aggregate(
            paid=table.paid_amount.sum(), refunds=table.refund_amount.sum()
        )
        found = {row["month"]: Spent(row["month"], row["paid"], row["refunds"]) for row in self._rows(summed)}
        moved = [month for month, spent in found.items() if spent.paid or spent.refunds]
        if not moved:
            return ()
        months: list[Spent] = []
        at = month_of(self.day)
        while at >= min(moved) and len(months) < MOST_MONTHS:
            months.append(found.get(at, Spent(at, 0, 0)))
            at = month_of(date.fromordinal(at.toordinal() - 1))
        return tuple(reversed(months))

    def _products(self) -> tuple[Product, ...]:
        """Of what was paid: an order that nobody paid is no purchase."""
        item, product = self._own("order_item"), self.lake.table("product")
        item = item.filter(item.product_id != "").left_join(self._settled(self._own("orders")), "order_id")
        item = item.filter(item.is_paid.fill_null(False) | item.order_id_right.notnull())
        summed = item.group_by("product_id").aggregate(
            quantity=item.quantity.sum(), amount=item.amount.sum(), last_day=item.day.max()
        )
        known = product.filter((product.valid_from <= self.day) & product.name.notnull())
        names = valid(known.semi_join(summed, "product_id"), ["product_id"]).select("product_id", "name")
        told = summed.left_join(names, "product_id").drop("product_id_right")
        rows = self._rows(told.order_by(told.amount.desc(), "product_id").limit(MOST_PRODUCTS))
        return tuple(
            Product(row["name"] or row["product_id"], row["quantity"], row["amount"], row["last_day"]) for row in rows
        )

    # Who they are ----------------------------------------------------------------------------------------------------

    def _tags(self) -> tuple[Tag, ...]:
        """Attributes that the sources tell, as valid on the day."""
        told = valid(self._own("account_attribute"), ["account_id", "name"])
        rows = sorted(self._rows(told), key=lambda row: (row["name"], row["valid_from"], row["account_id"]))
        latest = {row["name"]: row for row in rows}
        return tuple(
            Tag(
                {language: _attribute(name, row["value"], language) for language in ("en", "zh")},
                {"en": f"seen on {row['valid_from']}", "zh": f"见于 {row['valid_from']}"},
            )
            for name, row in latest.items()
        )

    def _accounts(self) -> tuple[Account, ...]:
        """Each account with the key that it shares with another one; a single account with its number."""
        keys = [row for row in self._rows(self._own("contact_key")) if row["kind"] in self.workspace.settings.link_by]
        holders: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in keys:
            holders[row["kind"], row["token"]].add(row["account_id"])
        source, found = self._source(), []
        for account in self.accounts:
            shared = sorted(
                (row["kind"], row["token"], row["day"])
                for row in keys
                if row["account_id"] == account and len(holders[row["kind"], row["token"]]) > 1
            )
            prefix = account.partition(":")[0] if ":" in account else source
            kind, token, since = shared[0] if shared else ("account", account, None)
            found.append(Account(prefix, account, kind, token, since))
        return tuple(found)

    def _source(self) -> str:
        """Which mappings told accounts at all; an account itself does not say."""
        rows = self.lake.rows(
            "SELECT DISTINCT l.mapping FROM lake.main.load l JOIN lake.main.fact_version f USING (load_id) "
            "WHERE f.\"table\" IN ('account', 'orders') ORDER BY 1"
        )
        return ", ".join(row[0] for row in rows)

    def _notes(self) -> tuple[dict[str, str], ...]:
        notes = []
        if self.asked != self.customer_id:
            notes.append({
                "en": f"Asked as {self.asked}, an account that belongs to customer {self.customer_id}.",
                "zh": f"查询的账号 {self.asked} 属于客户 {self.customer_id}。",
            })  # fmt: skip
        settings = self.workspace.settings
        lost = sum(each["refund_amount"] for each in self.days if each["purchase_day"] is None)
        if lost:
            amount = {
                tongue: Numbers(tongue, currency=settings.currency, zone=settings.zone).money(lost)
                for tongue in LANGUAGES
            }
            notes.append({
                "en": f"Refunds of {amount['en']} found no paid order: they lower the spend and undo no purchase.",
                "zh": f"有 {amount['zh']} 的退款未匹配到已支付订单：会减少消费额，但不抵消任何一次购买。",
            })  # fmt: skip
        if self.row["last_day"] is None and self.row["first_paid_day"] is not None:
            notes.append({"en": "Everything they bought was refunded.", "zh": "买过的商品均已全额退款。"})
        return tuple(notes)


ATTRIBUTES = {"province": ("Province", "省份"), "country": ("Country", "国家/地区")}


def _attribute(name: str, value: str, language: str) -> str:
    """An attribute as people say it: places by their names, not their codes."""
    english, chinese = ATTRIBUTES.get(name, (name, name))
    said = place_name(name, value, language)
    return f"{english}: {said}" if language == "en" else f"{chinese}：{said}"


def _order_text(row: dict[str, Any]) -> dict[str, str]:
    kinds = row["kinds"] or 0
    goods = "" if not kinds else ": 1 product" if kinds == 1 else f": {kinds} products"
    unpaid = ("", "") if row["is_paid"] else (", not paid", "，未支付")
    goods_zh = f"：{kinds} 种商品" if kinds else ""
    return {"en": f"Order {row['order']}{goods}{unpaid[0]}", "zh": f"订单 {row['order']}{goods_zh}{unpaid[1]}"}


def _refund_text(row: dict[str, Any]) -> dict[str, str]:
    if row["order_id"]:
        return {"en": f"Refund {row['refund_id']} of order {row['order_id']}",
                "zh": f"退款 {row['refund_id']}，对应订单 {row['order_id']}"}  # fmt: skip
    return {"en": f"Refund {row['refund_id']}, no order found", "zh": f"退款 {row['refund_id']}，未找到订单"}
