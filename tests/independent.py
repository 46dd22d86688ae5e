"""A second, deliberately plain computation of groups, stages, tiers and flows, used as an oracle against the engine.

It shares no code, no SQL and no library with the engine: dictionaries, loops, `Decimal` and `date`. It is slow and
means to be read beside `docs/concepts/segments.md`, whose order it follows. What that page leaves open is marked
`OPEN:` with the reading taken here.

The facts of a shop are one `Facts`; all days are calendar days in the shop's zone. `snapshot(facts, day)` gives one row
per customer; `flow(before, after)` compares two of them. `read_tiny_shop(folder)` and `retail_facts(…)` fill `Facts`.
"""

from __future__ import annotations

import calendar
import csv
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

ZERO = Decimal(0)

THRESHOLDS: dict[str, Decimal] = {
    "active": Decimal(30),  # recency at most
    "dormant": Decimal(90),  # recency at least; also splits the groups
    "frequent": Decimal(3),  # days a month at least; also splits the groups
    "infrequent": Decimal(1),  # days a month at most
    "valuable": Decimal(200),  # money per order at least; also splits the groups
    "cheap": Decimal(50),  # money per order at most
}


class Paid(NamedTuple):
    """One order paid in full: the account, the order, the paid day and what was paid (refunds not deducted)."""

    account: str
    order: str
    day: date
    amount: Decimal


class Refund(NamedTuple):
    """Money given back. ``order`` is None where it matches no order; then it only reduces spend."""

    order: str | None
    account: str
    day: date
    amount: Decimal


class Identifier(NamedTuple):
    """A phone or e-mail that an account was known by from a moment on; equal ones make accounts one customer."""

    account: str
    kind: str
    value: str
    moment: datetime


class Facts(NamedTuple):
    """Everything known of a shop, unordered.

    ``registrations`` and ``seen`` give an account's day of registration and the first moment it occurs anywhere;
    ``tiers`` are (account, valid from, tier); ``activity`` are (account, day) of orders placed and of events.
    """

    paid: list[Paid]
    refunds: list[Refund]
    registrations: dict[str, date]
    tiers: list[tuple[str, date, str]]
    activity: list[tuple[str, date]]
    identifiers: list[Identifier]
    seen: dict[str, datetime]


def customers(facts: Facts, day: date) -> dict[str, str]:
    """Account → customer for all accounts seen by the end of ``day``; the one seen first names it, ties by id.

    OPEN: the page does not say as of when accounts are linked; here as of ``day``, an identifier from its moment on.
    """
    known = [account for account, moment in facts.seen.items() if moment.date() <= day]
    group = {account: {account} for account in known}
    holder: dict[tuple[str, str], str] = {}
    for identifier in facts.identifiers:
        if identifier.moment.date() > day or not identifier.value:
            continue
        other = holder.setdefault((identifier.kind, identifier.value), identifier.account)
        if group[other] is not group[identifier.account]:
            union = group[other] | group[identifier.account]
            for account in union:
                group[account] = union
    return {account: min(group[account], key=lambda one: (facts.seen[one], one)) for account in known}


def standing_days(paid: list[Paid], refunds: list[Refund]) -> tuple[list[date], list[date]]:
    """All paid days and those that stand, in order, from one customer's orders and refunds known by the as-of day."""
    paid_on: dict[date, Decimal] = defaultdict(lambda: ZERO)
    day_of: dict[str, date] = {}
    for order in paid:
        if order.amount > 0:
            paid_on[order.day] += order.amount
            day_of[order.order] = order.day
    back_on: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for refund in refunds:
        if refund.order in day_of and refund.day >= day_of[refund.order]:
            back_on[day_of[refund.order]] += refund.amount
    days = sorted(paid_on)
    return days, [day for day in days if back_on[day] < paid_on[day]]


def recency(standing: list[date], day: date) -> int | None:
    """Days since the last standing day, None where there is none."""
    return (day - standing[-1]).days if standing else None


def frequency(standing: list[date]) -> int:
    """Standing days among the 90 that end with the last one."""
    if not standing:
        return 0
    start = standing[-1] - timedelta(days=89)
    return len([day for day in standing if day >= start])


def monetary(paid: list[Paid], standing: list[date]) -> tuple[int, Decimal | None]:
    """Orders paid on standing days, and what was paid on average for one (exact, not rounded)."""
    stood = set(standing)
    amounts = [order.amount for order in paid if order.day in stood and order.amount > 0]
    return len(amounts), (sum(amounts, ZERO) / len(amounts) if amounts else None)


def levels(
    days: int, purchase_days: int, total_per_order: Decimal, thresholds: dict[str, Decimal]
) -> tuple[str, str, str]:
    """The three levels R, F and M."""
    if days >= thresholds["dormant"]:
        r = "dormant"
    elif days <= thresholds["active"]:
        r = "active"
    else:
        r = "middle"
    if purchase_days >= thresholds["frequent"] * 3:
        f = "high"
    elif purchase_days <= thresholds["infrequent"] * 3:
        f = "low"
    else:
        f = "middle"
    if total_per_order >= thresholds["valuable"]:
        m = "high"
    elif total_per_order <= thresholds["cheap"]:
        m = "low"
    else:
        m = "middle"
    return r, f, m


def group_of(row: dict[str, Any], thresholds: dict[str, Decimal]) -> str:
    """One of the eight groups, ``refunded`` or ``no_purchase``, from the values of a row."""
    if not row["paid_days"]:
        return "no_purchase"
    if not row["standing_days"]:
        return "refunded"
    r, f, m = levels(row["recency_days"], row["purchase_days_90"], row["exact_monetary"], thresholds)
    return "_".join(
        (
            "dormant" if r == "dormant" else "active",
            "frequent" if f == "high" else "rare",
            "valuable" if m == "high" else "modest",
        )
    )


def stage_of(row: dict[str, Any], day: date) -> str:
    """The stage: before the first payment by registration and activity, afterwards by the page's precedence."""
    if not row["paid_days"]:
        if row["registered"] is None:
            return "visitor"
        return "activated" if row["is_active"] else "registered"
    age = (day - row["paid_days"][0]).days
    last = row["standing_days"][-1] if row["standing_days"] else row["paid_days"][-1]
    if (day - last).days >= 180:
        return "lost"
    for earlier, later in zip(row["standing_days"], row["standing_days"][1:], strict=False):
        if (later - earlier).days > 180 and (day - later).days <= 29:
            return "returned"
    # OPEN: "one paid order" counts refunded ones too, as every other use of "paid" on the page does.
    if row["paid_orders"] == 1 and age > 90:
        return "one_time"
    if age >= 90:
        return "mature"
    return "growing" if age >= 7 else "new"


def year_before(day: date) -> date:
    """The day 12 months earlier; 29 February goes back to the 28th."""
    return day.replace(year=day.year - 1, day=min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


def spend(paid: list[Paid], refunds: list[Refund], day: date) -> Decimal:
    """Paid less refunded in the 12 months up to ``day``.

    OPEN: not floored, so that the refund of an older order can make it negative.
    """
    start = year_before(day)
    total = sum((order.amount for order in paid if start < order.day <= day), ZERO)
    return total - sum((refund.amount for refund in refunds if start < refund.day <= day), ZERO)


def tier_of(spent: Decimal, imported: list[tuple[date, str]], day: date) -> str:
    """The latest imported tier valid at ``day``, else the one that the spend earns.

    ``imported`` are (valid from, tier) of all the customer's accounts. OPEN: two accounts with two tiers of one day.
    """
    valid = sorted(one for one in imported if one[0] <= day)
    if valid:
        return valid[-1][1]
    if spent > 20000:
        return "diamond"
    return "gold" if spent >= 5000 else "silver"


def snapshot(facts: Facts, day: date, thresholds: dict[str, Decimal] | None = None) -> dict[str, dict[str, Any]]:
    """Customer → row at the end of ``day``, for every customer of whom anything was seen by then.

    The columns of the golden table (``monetary`` rounded half up to 4 decimals), and for the flow ``accounts``,
    ``paid_days``, ``standing_days``, ``paid_orders``, ``exact_monetary``, ``registered``, ``is_active``.
    Values that do not exist are None.
    """
    thresholds = thresholds or THRESHOLDS
    customer_of = customers(facts, day)
    paid: dict[str, list[Paid]] = defaultdict(list)
    refunds: dict[str, list[Refund]] = defaultdict(list)
    tiers: dict[str, list[tuple[date, str]]] = defaultdict(list)
    accounts: dict[str, set[str]] = defaultdict(set)
    registered: dict[str, date] = {}
    for account, customer in customer_of.items():
        accounts[customer].add(account)
        on = facts.registrations.get(account)
        if on is not None and on <= day:  # OPEN: the earliest registration of linked accounts counts
            registered[customer] = min(on, registered.get(customer, on))
    for order in facts.paid:
        if order.day <= day and order.amount > 0:
            paid[customer_of[order.account]].append(order)
    for refund in facts.refunds:
        if refund.day <= day:
            refunds[customer_of[refund.account]].append(refund)
    for account, since, tier in facts.tiers:
        if since <= day:
            tiers[customer_of[account]].append((since, tier))
    active = {customer_of[account] for account, on in facts.activity if on <= day}

    rows = {}
    for customer in sorted(accounts):
        paid_days, standing = standing_days(paid[customer], refunds[customer])
        orders, average = monetary(paid[customer], standing)
        row: dict[str, Any] = {
            "customer_id": customer,
            "as_of": day,
            "last_day": standing[-1] if standing else None,
            "recency_days": recency(standing, day),
            "purchase_days_90": frequency(standing),
            "orders": orders,
            "monetary": None if average is None else average.quantize(Decimal("0.0001"), ROUND_HALF_UP),
            "r_level": None,
            "f_level": None,
            "m_level": None,
            "accounts": accounts[customer],
            "paid_days": paid_days,
            "standing_days": standing,
            "paid_orders": len(paid[customer]),
            "exact_monetary": average,
            "registered": registered.get(customer),
            "is_active": customer in active,
        }
        if average is not None:
            row["r_level"], row["f_level"], row["m_level"] = levels(
                row["recency_days"], row["purchase_days_90"], average, thresholds
            )
        row["rfm_group"] = group_of(row, thresholds)
        row["stage"] = stage_of(row, day)
        since = registered.get(customer)
        row["is_newcomer"] = since is not None and (day - since).days <= 6 and not paid_days
        row["spend_12m"] = spend(paid[customer], refunds[customer], day)
        row["tier"] = tier_of(row["spend_12m"], tiers[customer], day)
        rows[customer] = row
    return rows


def month_ends(first: date, as_of: date) -> list[date]:
    """Every month's last day from the month of ``first`` up to ``as_of``, and ``as_of`` itself."""
    ends = []
    year, month = first.year, first.month
    while True:
        end = date(year, month, calendar.monthrange(year, month)[1])
        if end >= as_of:
            return [*ends, as_of]
        ends.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def history(facts: Facts, as_of: date) -> dict[date, dict[str, dict[str, Any]]]:
    """The snapshots of all month ends since anything was first seen, and of the as-of day."""
    first = min(moment.date() for moment in facts.seen.values())
    return {day: snapshot(facts, day) for day in month_ends(first, as_of)}


Move = tuple[str | None, str | None, str]


def moves(
    before: dict[str, dict[str, Any]],
    after: dict[str, dict[str, Any]],
    *,
    before_thresholds: dict[str, Decimal] | None = None,
    erased: frozenset[str] = frozenset(),
) -> dict[str, Move]:
    """Customer → (group before, group after, cause) for all of both snapshots; None where the customer is not.

    ``after`` has its groups by its own thresholds; ``before_thresholds`` are those of the earlier snapshot.
    OPEN: who keeps the group has ``stayed`` whatever happened; the causes are tried in the page's order; who takes in
    another customer and changes the group by that has ``merged``.
    """
    thresholds = before_thresholds or THRESHOLDS
    result: dict[str, Move] = {}
    for customer in sorted(set(before) | set(after)):
        if customer not in before:
            result[customer] = (None, after[customer]["rfm_group"], "entered")
            continue
        old = before[customer]
        if customer not in after:
            swallowed = any(old["accounts"] & row["accounts"] for row in after.values())
            cause = "merged" if swallowed and customer not in erased else "erased"
            result[customer] = (old["rfm_group"], None, cause)
            continue
        new = after[customer]
        if old["rfm_group"] == new["rfm_group"]:
            cause = "stayed"
        elif any(other in before for other in new["accounts"] - old["accounts"]):
            cause = "merged"
        elif any(day > old["as_of"] for day in new["paid_days"]):
            cause = "bought"
        elif set(old["standing_days"]) - set(new["standing_days"]):
            cause = "refunded"
        elif group_of(new, thresholds) == old["rfm_group"]:
            cause = "threshold"
        else:
            cause = "aged"
        result[customer] = (old["rfm_group"], new["rfm_group"], cause)
    return result


def flow(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], **settings: Any) -> dict[Move, int]:
    """(group before, group after, cause) → people; settings as in ``moves``."""
    counts: dict[Move, int] = defaultdict(int)
    for move in moves(before, after, **settings).values():
        counts[move] += 1
    return dict(counts)


def counts(rows: dict[str, dict[str, Any]], column: str) -> dict[str, int]:
    """Customers by the value of one column of a snapshot, names sorted."""
    found: dict[str, int] = defaultdict(int)
    for row in rows.values():
        found[str(row[column])] += 1
    return dict(sorted(found.items()))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_tiny_shop(folder: Path, *, late: bool = True) -> Facts:
    """The exports of `tiny_shop.write(folder)`, with or without the late files. Guest orders belong to nobody."""
    endings = ["", "_late"] if late else [""]
    orders = [row for ending in endings for row in _rows(folder / f"orders{ending}.csv")]
    payments = [row for ending in endings for row in _rows(folder / f"payments{ending}.csv")]
    buyer = {row["order_no"]: row["buyer_id"] for row in orders}
    seen: dict[str, datetime] = {}

    def see(account: str, moment: datetime) -> None:
        seen[account] = min(moment, seen.get(account, moment))

    total: dict[str, Decimal] = defaultdict(lambda: ZERO)
    closing: dict[str, datetime] = {}
    for row in payments:
        total[row["order_no"]] += Decimal(row["amount"])
        if row["kind"] != "deposit":
            at = datetime.fromisoformat(row["paid_at"])
            closing[row["order_no"]] = min(at, closing.get(row["order_no"], at))
    paid = [
        Paid(buyer[order], order, at.date(), total[order])
        for order, at in closing.items()
        if buyer[order] and total[order] > 0
    ]
    activity = []
    for row in orders:
        if row["buyer_id"]:
            at = datetime.fromisoformat(row["created_at"])
            activity.append((row["buyer_id"], at.date()))
            see(row["buyer_id"], at)
    refunds = [
        Refund(
            order=row["order_no"],
            account=buyer[row["order_no"]],
            day=datetime.fromisoformat(row["refunded_at"]).date(),
            amount=Decimal(row["amount"]),
        )
        for row in _rows(folder / "refunds.csv")
    ]
    registrations: dict[str, date] = {}
    identifiers = []
    for row in _rows(folder / "members.csv"):
        at = datetime.fromisoformat(row["registered_at"])
        registrations[row["buyer_id"]] = at.date()
        see(row["buyer_id"], at)
        identifiers += [Identifier(row["buyer_id"], kind, row[kind], at) for kind in ("phone", "email") if row[kind]]
    imported = _rows(folder / "tiers.csv")
    tiers = [(row["buyer_id"], date.fromisoformat(row["valid_from"]), row["tier"]) for row in imported]
    return Facts(paid, refunds, registrations, tiers, activity, identifiers, seen)


class Line(NamedTuple):
    """One line of the data: ``row`` is its place in the file, ``quantity`` is positive for sales and for refunds."""

    row: int
    invoice: str
    product: str
    quantity: int
    at: datetime
    price: Decimal
    customer: str | None

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity


class Piece(NamedTuple):
    """Part of a refund line that was found in one sale line; ``sale`` is None for the part that was not found."""

    refund: Line
    sale: Line | None
    quantity: int

    @property
    def amount(self) -> Decimal:
        return self.refund.price * self.quantity


class Retail(NamedTuple):
    """Sales, refunds and the counts of what was left out, and the first moment of every customer."""

    sales: list[Line]
    refunds: list[Line]
    left_out: dict[str, int]
    seen: dict[str, datetime]


def read_online_retail(path: Path) -> Retail:
    """Sort the rows into sales, refunds and rows without effect. Days are those of the naive times (Europe/London)."""
    import pyarrow.parquet as pq

    sales, refunds = [], []
    left_out = {"adjustment": 0, "stock_correction": 0, "zero_price": 0}
    seen: dict[str, datetime] = {}
    for place, row in enumerate(pq.read_table(path).to_pylist()):
        invoice, quantity = row["InvoiceNo"], row["Quantity"]
        price = Decimal(repr(row["UnitPrice"]))
        customer = None if row["CustomerID"] is None else str(row["CustomerID"])
        if customer is not None:
            seen[customer] = min(row["InvoiceDate"], seen.get(customer, row["InvoiceDate"]))
        line = Line(place, invoice, row["StockCode"], abs(quantity), row["InvoiceDate"], price, customer)
        if invoice.startswith("C"):
            refunds.append(line)
        elif invoice.startswith("A"):
            left_out["adjustment"] += 1
        elif quantity <= 0:
            left_out["stock_correction"] += 1
        elif price <= 0:
            left_out["zero_price"] += 1
        else:
            sales.append(line)
    return Retail(sales, refunds, left_out, seen)


def match_refunds(sales: list[Line], refunds: list[Line]) -> list[Piece]:
    """Find for every refund line the sale lines it takes back, one refund after the other.

    Refunds go by time, invoice, product, quantity (refunded, ascending). Candidates are the sale lines of the same
    customer and product, not later, with quantity left: same unit price first, then those that can take the whole
    refund, then the latest (time, invoice, place in the file, all descending). The amount of a piece is at the
    refund's price, without a cap.
    """
    shelf: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for sale in sales:
        if sale.customer is not None:
            shelf[sale.customer, sale.product].append(sale)
    left = {sale.row: sale.quantity for sale in sales}
    pieces = []
    for refund in sorted(refunds, key=lambda line: (line.at, line.invoice, line.product, line.quantity, line.row)):
        wanted = refund.quantity
        found = shelf.get((refund.customer, refund.product), []) if refund.customer is not None else []
        found = [sale for sale in found if sale.at <= refund.at and left[sale.row] > 0]
        found.sort(key=lambda sale: (sale.at, sale.invoice, sale.row), reverse=True)
        found.sort(key=lambda sale: left[sale.row] < refund.quantity)  # stable: the finer order within is kept
        found.sort(key=lambda sale: sale.price != refund.price)
        for sale in found:
            taken = min(wanted, left[sale.row])
            if taken:
                left[sale.row] -= taken
                wanted -= taken
                pieces.append(Piece(refund, sale, taken))
        if wanted:
            pieces.append(Piece(refund, None, wanted))
    return pieces


def retail_facts(retail: Retail, pieces: list[Piece]) -> Facts:
    """The data as facts: an invoice is an order, paid on its day; nobody registers; every invoice is activity."""
    amount: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    day: dict[tuple[str, str], date] = {}
    for sale in retail.sales:
        if sale.customer is not None:
            amount[sale.customer, sale.invoice] += sale.amount
            day[sale.customer, sale.invoice] = sale.at.date()
    paid = [Paid(customer, invoice, day[customer, invoice], total) for (customer, invoice), total in amount.items()]
    refunds = [
        Refund(piece.sale.invoice if piece.sale else None, piece.refund.customer, piece.refund.at.date(), piece.amount)
        for piece in pieces
        if piece.refund.customer is not None
    ]
    activity = [(customer, moment.date()) for customer, moment in retail.seen.items()]
    return Facts(paid, refunds, {}, [], activity, [], retail.seen)


RETAIL_COLUMNS = ("rfm_group", "stage", "tier", "r_level", "f_level", "m_level")
RETAIL_DAYS = (date(2011, 8, 31), date(2011, 12, 9))


def online_retail(path: Path) -> dict[str, Any]:
    """All aggregates that `tests/golden/online_retail.json` keeps: sales, matching, segments, flow. Money as text."""
    retail = read_online_retail(path)
    pieces = match_refunds(retail.sales, retail.refunds)
    facts = retail_facts(retail, pieces)
    named = [sale for sale in retail.sales if sale.customer is not None]
    matched = [piece for piece in pieces if piece.sale is not None]
    unmatched = [piece for piece in pieces if piece.sale is None]
    whole = defaultdict(set)
    for piece in pieces:
        whole[piece.refund.row].add(piece.sale is not None)

    def totals(some: list[Piece]) -> dict[str, Any]:
        return {
            "pieces": len(some),
            "quantity": sum(piece.quantity for piece in some),
            "amount": str(sum((piece.amount for piece in some), ZERO)),
        }

    shots = {day: snapshot(facts, day) for day in month_ends(date(2010, 12, 1), RETAIL_DAYS[1])}
    earlier, later = (shots[day] for day in RETAIL_DAYS)
    result: dict[str, Any] = {
        "sales": {
            "lines": len(retail.sales),
            "amount": str(sum((sale.amount for sale in retail.sales), ZERO)),
            "lines_with_customer": len(named),
            "orders_with_customer": len({(sale.customer, sale.invoice) for sale in named}),
            "customers": len({sale.customer for sale in named}),
            "customer_days": len({(sale.customer, sale.at.date()) for sale in named}),
            "amount_with_customer": str(sum((sale.amount for sale in named), ZERO)),
        },
        "left_out": retail.left_out,
        "refunds": {
            "lines": len(retail.refunds),
            "lines_without_customer": sum(line.customer is None for line in retail.refunds),
            "quantity": sum(line.quantity for line in retail.refunds),
            "amount": str(sum((line.amount for line in retail.refunds), ZERO)),
            "lines_wholly_matched": sum(sides == {True} for sides in whole.values()),
            "lines_partly_matched": sum(len(sides) == 2 for sides in whole.values()),
            "lines_unmatched": sum(sides == {False} for sides in whole.values()),
            "matched": totals(matched),
            "unmatched_with_customer": totals([piece for piece in unmatched if piece.refund.customer is not None]),
            "unmatched_without_customer": totals([piece for piece in unmatched if piece.refund.customer is None]),
        },
        "snapshots": {},
        "flow": {
            "from": RETAIL_DAYS[0].isoformat(),
            "to": RETAIL_DAYS[1].isoformat(),
            "moves": [
                {"from": old, "to": new, "cause": cause, "people": people}
                for (old, new, cause), people in sorted(flow(earlier, later).items(), key=lambda item: str(item[0]))
            ],
        },
        "month_end_groups": {day.isoformat(): counts(rows, "rfm_group") for day, rows in shots.items()},
    }
    for day in RETAIL_DAYS:
        rows = shots[day]
        result["snapshots"][day.isoformat()] = {
            "customers": len(rows),
            **{column: counts(rows, column) for column in RETAIL_COLUMNS},
            "paid_days": sum(len(row["paid_days"]) for row in rows.values()),
            "standing_days": sum(len(row["standing_days"]) for row in rows.values()),
            "orders_on_standing_days": sum(row["orders"] for row in rows.values()),
            "sum_recency_days": sum(row["recency_days"] or 0 for row in rows.values()),
            "sum_purchase_days_90": sum(row["purchase_days_90"] for row in rows.values()),
            "sum_spend_12m": str(sum((row["spend_12m"] for row in rows.values()), ZERO)),
        }
    return result
