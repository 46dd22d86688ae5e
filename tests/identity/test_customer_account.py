"""Linking accounts by shared keys: what holds for any set of keys, in any order."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from regulars.identity import customer_accounts

START = datetime(2024, 1, 1)
KEYS = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 12)), max_size=40)
SEEN = st.lists(st.integers(0, 5), min_size=16, max_size=16)


def rows(pairs, seen):
    """(account, link) pairs as the rows that identity takes; ``seen`` are the days of first sight by account."""
    return [(f"a{account}", START + timedelta(days=seen[account]), f"phone:{link}") for account, link in pairs]


def linked(found):
    """Account → customer of all that are linked."""
    schema = pa.schema([("account_id", pa.string()), ("first_seen_at", pa.timestamp("us")), ("link", pa.string())])
    columns = zip(*found, strict=True) if found else ([], [], [])
    answer = customer_accounts(pa.table(list(map(pa.array, map(list, columns), schema.types)), schema=schema))
    accounts = answer.column("account_id").to_pylist()
    assert len(accounts) == len(set(accounts)), "an account belongs to one customer"
    return dict(zip(accounts, answer.column("customer_id").to_pylist(), strict=True))


def expected(found):
    """The same by spreading labels until nothing changes: slow, and shares nothing with the step."""
    seen = {account: at for account, at, _ in found}
    label = {account: account for account in seen}
    holders = defaultdict(set)
    for account, _, link in found:
        holders[link].add(account)
    for _ in range(len(seen) + 1):
        for accounts in holders.values():
            first = min((label[one] for one in accounts), key=lambda one: (seen[one], one))
            for account in accounts:
                label[account] = first
    sizes = defaultdict(int)
    for customer in label.values():
        sizes[customer] += 1
    return {account: customer for account, customer in label.items() if sizes[customer] > 1}


@given(KEYS, SEEN, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(pairs, seen, chance):
    found = rows(pairs, seen)
    turned = chance.sample(found, len(found))
    assert linked(turned) == linked(found)


@given(KEYS, SEEN)
def test_clusters_are_the_connected_components(pairs, seen):
    found = rows(pairs, seen)
    assert linked(found) == expected(found)


@given(KEYS, SEEN)
def test_telling_a_key_twice_links_nothing_more(pairs, seen):
    found = rows(pairs, seen)
    assert linked(found + found) == linked(found)


@given(KEYS, SEEN, st.sets(st.integers(0, 12), min_size=1))
def test_a_customer_keeps_its_id_when_later_accounts_join(pairs, seen, links):
    before = rows(pairs, seen)
    newcomer = [("a99", START + timedelta(days=9), f"phone:{link}") for link in sorted(links)]
    earlier, later = linked(before), linked(before + newcomer)
    touched = {earlier.get(account, account) for account, _, link in before if int(link[6:]) in links}
    for account, customer in earlier.items():
        if customer not in touched or len(touched) == 1:
            assert later[account] == customer
    for account, customer in later.items():
        assert customer in {earlier.get(account, account), *touched}, "no id appears that nobody had"


@given(SEEN)
def test_accounts_without_a_shared_key_are_not_linked(seen):
    assert linked([]) == {}
    assert linked(rows([(account, account) for account in range(13)], seen)) == {}


def test_a_chain_of_pairs_is_one_customer_named_by_the_first_seen():
    chain = rows([(1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (0, 3), (7, 4), (8, 4)], [3, 2, 1, 2, *[5] * 12])
    assert linked(chain) == {"a0": "a2", "a1": "a2", "a2": "a2", "a3": "a2", "a7": "a7", "a8": "a7"}


def test_accounts_first_seen_at_one_moment_are_ordered_by_their_ids():
    assert linked(rows([(9, 1), (10, 1)], [0] * 16)) == {"a9": "a10", "a10": "a10"}
