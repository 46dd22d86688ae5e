"""How refunds stand in a file: as lines of negative quantity, as an amount beside the sale, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.core.evidence import Evidence
from regulars.core.proposal_text import quoted

if TYPE_CHECKING:
    from regulars.app.map_tables import Draft


def sale_condition(draft: Draft, order: str) -> str | None:
    """How refunds are told from sales where they are lines with a negative quantity: the condition of a sale."""
    quantity = draft.evidence.of("quantity")
    if quantity is None or not quantity.negatives:
        return None
    name, prefix = quoted(quantity.name), draft.evidence.cancel_prefix()
    if prefix is None:
        draft.let["is_return"] = f"{name} < 0"
        key = "returns_one" if quantity.negatives == 1 else "returns"
        draft.ask("refunds", key, rows=quantity.negatives, column=quantity.name)
        return "not is_return"
    draft.let["is_cancel"] = f"starts_with({order}, {prefix!r})"
    draft.rejects.append((f"{name} <= 0 and not is_cancel", draft.say("reject_neither")))
    draft.ask("refunds", "cancellations", prefix=prefix)
    return "not is_cancel"


def line_amount(evidence: Evidence) -> str | None:
    """The column of what a line costs; where there is not even a price, any amount."""
    held = {role: evidence.level(role) for role in ("paid_amount", "amount", "total_amount") if evidence.of(role)}
    for role, level in held.items():
        if level == "line" or (role == "amount" and level is None):
            return role
    unclear = [role for role, level in held.items() if level is None]
    return unclear[0] if unclear and evidence.of("unit_price") is None else None


def add_refunds(draft: Draft, order: str, ordered_at: str) -> None:
    """The refund table, where the file tells of refunds and each stands there once."""
    sign = next((name for name in ("is_cancel", "is_return") if name in draft.let), None)
    if sign is not None:
        _from_lines(draft, order, ordered_at, sign)
    if draft.evidence.of("refund_amount") is None:
        return
    if sign is None:
        _from_amounts(draft, order, ordered_at, None)
    elif _is_beside(draft.evidence):
        _from_amounts(draft, order, ordered_at, sign)


def _is_beside(evidence: Evidence) -> bool:
    """Whether amounts tell of refunds beside those told by negative lines: in other orders."""
    held, order, quantity = (evidence.of(role) for role in ("refund_amount", "order_id", "quantity"))
    if held is None or order is None or quantity is None:
        return False
    rows = zip(order.texts, held.numbers, quantity.numbers, strict=True) if held.numbers else ()
    told = [(text, bool(back), count is not None and count < 0) for text, back, count in rows]
    by_amount = {text for text, has_amount, _ in told if has_amount}
    by_line = {text for text, _, is_negative in told if is_negative}
    return bool(by_amount) and not by_amount & by_line


def _from_lines(draft: Draft, order: str, ordered_at: str, sign: str) -> None:
    quantity, price = draft.col("quantity"), draft.col("unit_price")
    role = line_amount(draft.evidence)
    if price is None and role is None:
        draft.ask("refund", "lines_without_money")
        return
    amount = f"-{quantity} * {price}" if price is not None else f"abs({draft.col(str(role))})"
    columns = {
        "when": sign, "refund_id": order, "account_id": draft.account, "product_id": draft.product(),
        "refunded_at": ordered_at, "quantity": f"-{quantity}", "unit_price": price, "amount": amount,
        "kind": "'cancel'" if sign == "is_cancel" else "'return'",
    }  # fmt: skip
    draft.add("refund", columns)


def _from_amounts(draft: Draft, order: str, ordered_at: str, sign: str | None) -> None:
    """Refunds by their amount; where lines of negative quantity (``sign``) tell of others, beside those."""
    evidence = draft.evidence
    is_of_lines = evidence.level("refund_amount") == "line"
    if not is_of_lines and _is_repeated(evidence):
        draft.ask("refund", "refund_repeated", column=evidence.name("refund_amount"))
        return
    refund = str(draft.col("refund_amount"))
    at, paid_at = draft.col("refunded_at"), draft.col("paid_at")
    earliest = f"coalesce({paid_at}, {ordered_at})" if paid_at else ordered_at
    columns = {
        "when": f"{refund} > 0" if sign is None else f"{refund} > 0 and not {sign}",
        "refund_id": order, "order_id": order, "account_id": draft.account,
        "product_id": draft.product() if is_of_lines else None, "refunded_at": at or earliest, "amount": refund,
        "kind": "'refund_only'",
    }  # fmt: skip
    key = "refund" if sign is None else "refund 2"
    draft.add(key, columns, roles={"amount": "refund_amount"})
    if at is None:
        draft.doubt(key, "refunded_at", draft.say("refund_time_missing"))
    if sign is not None:
        draft.doubt(key, "when", draft.say("refunds_beside_lines"))


def _is_repeated(evidence: Evidence) -> bool:
    """Whether an order has a refund on several lines."""
    held = evidence.of("refund_amount")
    return (
        held is not None
        and bool(held.numbers)
        and any(sum(bool(held.numbers[place]) for place in places) > 1 for places in evidence.orders())
    )
