"""Which canonical tables a file can fill, with the formula of each column, drafted from evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regulars.app.map_paid import paid_condition
from regulars.app.map_refunds import add_refunds, line_amount, sale_condition
from regulars.core.column_facts import ColumnFacts
from regulars.core.evidence import Evidence
from regulars.core.proposal import Question
from regulars.core.proposal_text import quoted
from regulars.core.proposal_words import Remarks

Columns = dict[str, str | bool]


@dataclass
class Draft:
    """A mapping in the making. ``unsure`` holds remarks by table (or word list) and column. A table that rows become in
    two ways stands twice in ``tables``, the second time as ``refund 2``."""

    evidence: Evidence
    say: Remarks
    let: dict[str, str] = field(default_factory=dict)
    rejects: list[tuple[str, str]] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: list[tuple[str, Columns]] = field(default_factory=list)
    unsure: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    contacts: dict[str, str] = field(default_factory=dict)
    account: str | None = None
    seen_at: str | None = None
    _read: set[str] = field(default_factory=set)

    def ask(self, about: str, key: str, **values: object) -> None:
        """A question by the key of its remark."""
        self.questions.append(Question(about, self.say(key, **values)))

    def read(self, column: str) -> None:
        self._read.add(column)

    def used(self) -> set[str]:
        return self._read | set(self.contacts.values())

    def col(self, role: str) -> str | None:
        """The formula of a role's column; a day written as a number becomes a time."""
        facts = self.evidence.of(role)
        if facts is None:
            return None
        self.read(facts.name)
        name = quoted(facts.name)
        return f"moment(text({name}))" if facts.kind == "day_number" else name

    def product(self) -> str | None:
        """The product's number, or its name where there is none."""
        return self.col("product_id") or self.col("product_name")

    def placed(self) -> str | None:
        """The province at the beginning of addresses, which is all that the door keeps of them."""
        facts = self.evidence.facts
        for guess in self.evidence.guesses:
            if guess.role == "address" and facts[guess.column].has_places:
                self.read(guess.column)
                return f"region({quoted(guess.column)})"
        return None

    def add(
        self, table: str, columns: Mapping[str, str | bool | None], *, roles: Mapping[str, str] | None = None
    ) -> None:
        """A table with the columns that have a formula; those of unsure guesses get a remark."""
        given = {name: value for name, value in columns.items() if value is not None}
        self.tables.append((table, given))
        for column, role in (roles or {}).items():
            guess = self.evidence.roles.get(role)
            if column in given and guess is not None and not guess.is_sure:
                self.doubt(table, column, guess.reason)

    def doubt(self, table: str, column: str, why: str) -> None:
        self.unsure.setdefault(table, {}).setdefault(column, why)

    def known(self) -> str:
        """The condition under which a row tells of an account at all."""
        return f"not missing({self.account})"


def drafted(evidence: Evidence, paid: Mapping[str, list[str]], say: Remarks) -> Draft:
    """A draft with tables for orders (lines or headers) or for people; without tables where neither can be seen."""
    draft = Draft(evidence, say)
    draft.account = draft.col("account_id")
    contacts = {kind: name for kind in ("phone", "email") if (name := evidence.name(kind)) is not None}
    if draft.account is None and contacts:
        kind = "email" if "email" in contacts else "phone"
        draft.account = quoted(contacts[kind])
        draft.ask("account_id", "account_is_contact", kind=kind, column=contacts[kind])
    draft.contacts = contacts if draft.account is not None else {}
    order, ordered_at = _order(draft), draft.col("ordered_at") or draft.col("paid_at")
    if order is None or ordered_at is None:
        _people(draft)
        return draft
    draft.seen_at = ordered_at
    sale = sale_condition(draft, order)
    condition = paid_condition(draft, paid)
    total = _total(draft)
    has_lines = evidence.has_lines and _are_priced(draft)
    # Where each line says what was paid for it, the lines are the payment.
    has_payment = total is not None and evidence.level("paid_amount") != "line"
    has_payment = has_payment and (condition is not None or not has_lines)
    if has_lines:
        _lines(draft, order, ordered_at, sale, False if has_payment else condition)
    _orders(draft, order, ordered_at, sale, total)
    if total is not None and has_payment:
        _payment(draft, order, ordered_at, sale, total, condition)
    add_refunds(draft, order, ordered_at)
    _product(draft, ordered_at)
    if draft.account is None:
        draft.ask("account_id", "account_missing")
    return draft


def _order(draft: Draft) -> str | None:
    if (order := draft.col("order_id")) is not None:
        return order
    time = draft.evidence.of("ordered_at")
    if draft.account is None or time is None or not draft.evidence.of("amount"):
        return None
    draft.let["order"] = f"concat({draft.account}, '-', left(text({quoted(time.name)}), 10))"
    draft.ask("order_id", "order_of_day")
    return "order"


def _people(draft: Draft) -> None:
    """A list of members rather than of orders."""
    registered = draft.col("registered_at") or draft.col("ordered_at")
    if draft.account is None or registered is None:
        return
    draft.seen_at = registered
    draft.add(
        "account", {"account_id": draft.account, "registered_at": registered}, roles={"registered_at": "registered_at"}
    )


def _total(draft: Draft) -> str | None:
    """The column of the order's total: of the whole order, refunds not taken off."""
    evidence = draft.evidence
    for role in ("total_amount", "paid_amount", "amount"):
        level = evidence.level(role)
        if evidence.of(role) is None or level == "line" or (role == "amount" and evidence.has_lines and level is None):
            continue
        if role == "paid_amount" and evidence.has_lines and level is None and evidence.of("unit_price") is None:
            continue
        return role
    return None


def _are_priced(draft: Draft) -> bool:
    """Whether anything tells what a line costs. An amount of the whole order would count once for every line."""
    evidence = draft.evidence
    if evidence.of("unit_price") is not None or line_amount(evidence) is not None:
        return True
    held = [role for role in ("paid_amount", "amount", "total_amount") if evidence.of(role) is not None]
    if held:
        draft.ask("order_item", "lines_unpriced", column=evidence.name(held[0]))
    return not held


def _doubt_level(draft: Draft, table: str, role: str) -> None:
    """A mark where the rows are lines and too few of them tell whose amount it is."""
    if draft.evidence.has_lines and not draft.evidence.is_level_sure(role):
        draft.doubt(table, "amount", draft.say("amount_level_unclear"))


def _lines(draft: Draft, order: str, ordered_at: str, sale: str | None, condition: str | bool | None) -> None:
    evidence = draft.evidence
    amount = line_amount(evidence)
    product = draft.product()
    columns: dict[str, str | bool | None] = {
        "when": sale, "order_id": order, "account_id": draft.account, "product_id": product, "ordered_at": ordered_at,
        "quantity": draft.col("quantity") or "1", "unit_price": draft.col("unit_price"),
        "amount": draft.col(amount) if amount else None, "line_no": draft.col("line_no"),
    }  # fmt: skip
    for role in ("discount_shop", "discount_platform"):
        if evidence.level(role) == "line":
            columns[role] = draft.col(role)
    if condition is not False:
        columns["is_paid"] = True if condition is None else condition
    same = ("order_id", "account_id", "product_id", "ordered_at", "quantity", "unit_price")
    draft.add("order_item", columns, roles={**{role: role for role in same}, "amount": amount or ""})
    if evidence.of("quantity") is None:
        draft.doubt("order_item", "quantity", draft.say("quantity_missing"))
    if amount is not None:
        _doubt_level(draft, "order_item", amount)
    if evidence.of("product_id") is None and product is not None:
        draft.doubt("order_item", "product_id", draft.say("product_is_name"))
    if condition is None:
        draft.doubt("order_item", "is_paid", draft.say("paid_lines_unknown"))


def _orders(draft: Draft, order: str, ordered_at: str, sale: str | None, total: str | None) -> None:
    # A region is a Chinese province, or at least all there is: elsewhere the country has the code.
    found = draft.evidence.of("region")
    country = None if found is not None and found.looks_like == "region" else draft.col("country")
    region = draft.col("region") if country is None else None
    code = _coded(region, found) if region else f"country({country})" if country else draft.placed()
    draft.add(
        "orders",
        {
            "when": sale, "order_id": order, "account_id": draft.account, "ordered_at": ordered_at,
            "amount": draft.col(total) if total else None, "store_id": draft.col("store_id"),
            "region_code": code,
        },
        roles={"order_id": "order_id", "account_id": "account_id", "ordered_at": "ordered_at", "amount": total or "",
               "store_id": "store_id", "region_code": "region" if region else "country"},
    )  # fmt: skip
    if total is not None:
        _doubt_level(draft, "orders", total)
    if region is None and country is None and code is not None:
        draft.doubt("orders", "region_code", draft.say("province_of_address"))


def _coded(region: str, found: ColumnFacts | None) -> str:
    """Chinese provinces by their codes, others as they are written."""
    return f"region({region})" if is_chinese(found) else region


def is_chinese(facts: ColumnFacts | None) -> bool:
    """Whether a column of regions has Chinese names."""
    return facts is not None and any(text is not None and not text.isascii() for text in facts.texts)


def _payment(draft: Draft, order: str, ordered_at: str, sale: str | None, total: str, condition: str | None) -> None:
    """One payment an order. What was paid is taken, unless it shrinks with refunds: those are facts of their own."""
    evidence, amount = draft.evidence, total
    if evidence.of("paid_amount") is not None and evidence.level("paid_amount") != "line" and total != "paid_amount":
        if evidence.is_net_of_refunds("paid_amount", total):
            names = {"paid": evidence.name("paid_amount"), "total": evidence.name(total)}
            draft.ask("payment", "payment_net_of_refunds", **names)
        else:
            amount = "paid_amount"
    column = draft.col(amount)
    conditions = [text for text in (sale, condition, f"not missing({column})") if text]
    draft.add(
        "payment",
        {"when": " and ".join(conditions), "payment_id": order, "order_id": order,
         "paid_at": draft.col("paid_at") or ordered_at, "amount": column},
        roles={"paid_at": "paid_at", "amount": amount},
    )  # fmt: skip
    _doubt_level(draft, "payment", amount)
    if evidence.of("paid_at") is None:
        draft.doubt("payment", "paid_at", draft.say("paid_time_missing"))
    if condition is None:
        draft.doubt("payment", "when", draft.say("paid_orders_unknown"))


def _product(draft: Draft, ordered_at: str) -> None:
    if draft.evidence.of("product_id") is None or draft.evidence.of("product_name") is None:
        return
    name = draft.col("product_name")
    draft.add("product", {
        "when": f"not missing({name})", "product_id": draft.col("product_id"), "valid_from": ordered_at, "name": name,
        "category": draft.col("category"), "brand": draft.col("brand"),
    }, roles={"name": "product_name", "category": "category", "brand": "brand"})  # fmt: skip
