"""Stores on the street."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT store_id(store) AS store_no, province_name(province) || name || '店' AS name, 'store' AS kind,
           province_name(province) AS province
    FROM store ORDER BY store_no
    """


FILE = File("stores", "csv", _rows, every="once")
