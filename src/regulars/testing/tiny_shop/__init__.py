"""A tiny shop of some sixty made-up customers, each a trap that a human can check by hand; README.md tells them all.

Reads the text files beside it; makes copies of them in a folder. Times in them are local (Asia/Shanghai), money is CNY.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

ZONE = "Asia/Shanghai"
CURRENCY = "CNY"

NAMES = (
    "orders",
    "items",
    "payments",
    "orders_late",
    "items_late",
    "payments_late",
    "refunds",
    "members",
    "tiers",
    "products",
    "coupons",
    "stores",
)


def write(folder: Path | str) -> dict[str, Path]:
    """Copy the exports as UTF-8 CSV files into ``folder`` (made where missing) and return name → file.

    The ``*_late`` files hold one order of an old month that reaches the shop after all others.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = {}
    for name in NAMES:
        written[name] = target / f"{name}.csv"
        written[name].write_bytes(files(__package__).joinpath(f"{name}.csv").read_bytes())
    return written
