"""Refunds that name no order, matched to the sale that they undo: an array step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


def unreferenced(refund: ir.Table) -> ir.Table:
    """Refund lines that name no order but an account, a product and a quantity."""
    named = refund.order_id.isnull() | (refund.order_id == "")
    return refund.filter(named & refund.account_id.notnull() & (refund.product_id != "") & (refund.quantity > 0))


def candidates(order_item: ir.Table, refund: ir.Table) -> ir.Table:
    """Sale lines of the accounts and products of unreferenced refunds."""
    sought = unreferenced(refund).select("account_id", "product_id").distinct()
    return order_item.filter(order_item.quantity > 0).semi_join(sought, ["account_id", "product_id"])


def refund_match(refunds: pa.Table, sales: pa.Table) -> pa.Table:
    """Pieces of refund lines with the sale line that each piece undoes.

    Refunds of one account and product are taken in the order of time, refund id, quantity, price and occurrence; each
    takes from the sale lines of that account and product that are not later and have quantity left: equal unit price
    first, then lines that cover the whole refund, then the latest (ties: the greater order id, occurrence, quantity,
    price). What finds no sale has no piece. A refund never looks at a later sale or refund, so the answer up to a day
    does not change later; and rows may come in any order.

    ``refunds``: place (names the row), account_id, product_id, refunded_at, refund_id, quantity, unit_price,
    occurrence.
    ``sales``: place, account_id, product_id, ordered_at, order_id, quantity, unit_price, occurrence.
    Returns refund_place, sale_place, quantity (thousandths of a piece as whole numbers) and turn, which orders the
    pieces of a refund by their sales: time, order id, occurrence, quantity, price.
    """
    import numpy as np
    import pyarrow as pa

    answer: list[Any] = []
    refund_key, sale_key = _keys(refunds, sales)
    refund_order = _sorted(refunds, refund_key, ["refunded_at", "refund_id", "quantity", "unit_price", "occurrence"])
    sale_order = _sorted(sales, sale_key, ["ordered_at", "order_id", "occurrence", "quantity", "unit_price"])
    refund_key, sale_key = refund_key[refund_order], sale_key[sale_order]
    asked, left = _thousandths(refunds, "quantity")[refund_order], _thousandths(sales, "quantity")[sale_order]
    refund_price, sale_price = _numbers(refunds, "unit_price")[refund_order], _numbers(sales, "unit_price")[sale_order]
    refund_at, sale_at = _moments(refunds, "refunded_at")[refund_order], _moments(sales, "ordered_at")[sale_order]
    start, end = np.searchsorted(sale_key, refund_key, "left"), np.searchsorted(sale_key, refund_key, "right")
    # Engines hand rows over in any order: the answer names them by their place, not by where they stand.
    refund_place, sale_place = np.asarray(refunds.column("place")), np.asarray(sales.column("place"))
    turn = _ordinal(refund_key)
    # The n-th refunds of all keys are taken together: they never compete, so each round is one vectorised pass.
    rounds = np.argsort(turn, kind="stable")
    ends = np.searchsorted(turn[rounds], np.arange(turn.max() + 2 if len(turn) else 1))
    for place in range(len(ends) - 1):
        now = rounds[ends[place] : ends[place + 1]]
        lengths = (end - start)[now]
        if not lengths.sum():
            continue
        owner = np.repeat(np.arange(len(now)), lengths)
        offset = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        sale = start[now][owner] + offset
        fits = (sale_at[sale] <= refund_at[now][owner]) & (left[sale] > 0)
        owner, sale = owner[fits], sale[fits]
        wanted = asked[now][owner]
        same = sale_price[sale] == refund_price[now][owner]
        covers = left[sale] >= wanted
        best = np.lexsort((-sale, ~covers, ~same, owner))
        owner, sale, wanted = owner[best], sale[best], wanted[best]
        taken_before = _running(left[sale], owner)
        take = np.clip(wanted - taken_before, 0, left[sale])
        used = take > 0
        owner, sale, take = owner[used], sale[used], take[used]
        left[sale] -= take
        answer.append((refund_place[refund_order[now[owner]]], sale_place[sale_order[sale]], take, sale))
    columns = [
        np.concatenate([part[column] for part in answer]) if answer else np.array([], dtype=np.int64)
        for column in range(4)
    ]
    return pa.table(
        {
            "refund_place": pa.array(columns[0], pa.int64()),
            "sale_place": pa.array(columns[1], pa.int64()),
            "quantity": pa.array(columns[2], pa.int64()),
            "turn": pa.array(columns[3], pa.int64()),
        }
    )


def _keys(refunds: pa.Table, sales: pa.Table) -> tuple[Any, Any]:
    """Account and product of both tables as whole numbers, equal where they are equal."""
    import numpy as np
    import pyarrow as pa

    both = []
    for name in ("account_id", "product_id"):
        joined = pa.chunked_array([*refunds.column(name).chunks, *sales.column(name).chunks], pa.string())
        both.append(np.asarray(joined.combine_chunks().dictionary_encode().indices, dtype=np.int64))
    most = int(both[1].max()) + 1 if len(both[1]) else 1
    codes = both[0] * most + both[1]
    return codes[: refunds.num_rows], codes[refunds.num_rows :]


def _sorted(table: pa.Table, key: Any, names: list[str]) -> Any:
    import numpy as np
    import pyarrow as pa

    keyed = table.select(names).append_column("key", pa.array(key))
    import pyarrow.compute as pc

    order = pc.sort_indices(keyed, sort_keys=[("key", "ascending"), *[(name, "ascending") for name in names]])
    return np.asarray(order).astype(np.int64)


def _ordinal(key: Any) -> Any:
    """For sorted keys, the place of each row within its key, from 0."""
    import numpy as np

    if not len(key):
        return np.array([], dtype=np.int64)
    first = np.r_[True, key[1:] != key[:-1]]
    starts = np.flatnonzero(first)
    return np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))


def _running(values: Any, owner: Any) -> Any:
    """Sum of the values before each row within its (sorted) owner."""
    import numpy as np

    total = np.cumsum(values) - values
    first = np.r_[True, owner[1:] != owner[:-1]] if len(owner) else np.array([], dtype=bool)
    starts = np.flatnonzero(first)
    return total - np.repeat(total[starts], np.diff(np.r_[starts, len(owner)]))


def _thousandths(table: pa.Table, name: str) -> Any:
    return _scaled(table, name, 3)


def _numbers(table: pa.Table, name: str) -> Any:
    return _scaled(table, name, 4)


def _scaled(table: pa.Table, name: str, digits: int) -> Any:
    """A decimal column as whole numbers of its last digit."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    factor = pa.scalar(10**digits, pa.decimal128(6, 0))
    return np.array(pc.multiply(table.column(name), factor).cast(pa.decimal128(38, digits)).cast(pa.int64()))


def _moments(table: pa.Table, name: str) -> Any:
    import numpy as np
    import pyarrow as pa

    return np.array(table.column(name).cast(pa.timestamp("us")).cast(pa.int64()))
