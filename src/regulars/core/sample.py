"""A sample of customers that is always the same: by a hash of their ids, so that every table finds the same people."""

from __future__ import annotations

from typing import Any

#: How much of all customers is looked at for an estimate, and how many at least.
SHARE, LEAST = 0.01, 10_000


def sample_share(people: int) -> float:
    """What share of so many customers makes the sample; 1 where they are few enough to look at all of them."""
    return 1.0 if people <= 2 * LEAST else max(SHARE, LEAST / people)


def is_sampled(customer_id: Any, share: float) -> Any:
    """Whether a customer belongs to the sample: the first 32 bits of the MD5 of the id lie below the share.

    MD5 as every engine has it and it mixes well; nothing secret hangs on it.
    """
    import ibis

    if share >= 1:
        return ibis.literal(True)
    return customer_id.hexdigest("md5").substr(0, 8) < f"{int(share * 2**32):08x}"
