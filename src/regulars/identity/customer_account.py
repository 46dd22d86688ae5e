"""From shared keys to customers: connected components over accounts and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def customer_accounts(keys: pa.Table) -> pa.Table:
    """Accounts that belong to a customer together with others.

    ``keys`` has one row per account and shared key: ``account_id``, ``first_seen_at`` and ``link`` (kind and token).
    Returns ``account_id, customer_id`` for every account of a cluster of two or more; an account that is not in the
    answer is a customer of its own. The customer carries the id of the account that was seen first (ties: the smaller
    id), so an id stays when a cluster grows by later accounts. The order of rows does not matter.
    """
    import pyarrow as pa

    if keys.num_rows == 0:
        return pa.table({"account_id": pa.array([], pa.string()), "customer_id": pa.array([], pa.string())})
    import numpy as np
    import pyarrow.compute as pc
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    accounts = keys.group_by("account_id").aggregate([("first_seen_at", "min")])
    accounts = accounts.sort_by([("first_seen_at_min", "ascending"), ("account_id", "ascending")])
    ids = accounts.column("account_id").combine_chunks()
    rows = np.asarray(pc.index_in(keys.column("account_id").combine_chunks(), value_set=ids))
    links = np.asarray(keys.column("link").combine_chunks().dictionary_encode().indices)
    count, most = len(ids), int(links.max()) + 1
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, links + count)), shape=(count + most,) * 2)
    _, labels = connected_components(graph, directed=False)
    labels = labels[:count]
    # Accounts are sorted by first sight, so the first account of a label names the customer.
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    together = sizes[inverse] > 1
    found = pa.table({"account_id": ids, "customer_id": ids.take(pa.array(first[inverse]))})
    return found.filter(pa.array(together))
