"""Parcels that were handed over; what is on its way after the last day is not told."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT 'D' || order_no AS parcel_no, order_no, account_id(person) AS buyer_id, province_name(province) AS province,
           placed_at + to_seconds(sent_after) AS shipped_at, plan_day(day + promised_days()) AS promised,
           shop_time(day + days_on_way, comes_at) AS delivered_at, prefers AS preferred_time, nullif(stars, -1) AS stars
    FROM bought JOIN person USING (person) WHERE NOT is_in_store AND day + days_on_way < plan_days()
    ORDER BY delivered_at, parcel_no
    """


FILE = File("deliveries", "csv", _rows, every="once")
