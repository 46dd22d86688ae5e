"""The demonstration: a shop of made-up people, loaded, built and reported in both languages."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from regulars.app.workspace import DEMO_FILE
from regulars.core.errors import ConflictError

if TYPE_CHECKING:
    from regulars.app.flow import Built
    from regulars.app.load import Loaded
    from regulars.app.shop import Shop

MARK = DEMO_FILE
#: Audiences that come and go, with their titles; their sizes are recorded on the last day and on some before it.
AUDIENCES = (
    ("big spenders", {"en": "Big spenders", "zh": "大客户"}, "spend_12m >= 1000"),
    ("late regulars", {"en": "Regulars who are late", "zh": "逾期未购的老客"},
     "is_late and order_count >= 3 and stage != 'lost'"),
    ("fresh", {"en": "First bought within 60 days", "zh": "近 60 天首购"}, "days_since_first_purchase <= 60"),
)  # fmt: skip
WEEKS = (2, 1)
LANGUAGES: tuple[Literal["en", "zh"], ...] = ("en", "zh")


@dataclass
class Demo:
    """What was made."""

    folder: Path
    loaded: list[Loaded] = field(default_factory=list)
    built: Built | None = None
    reports: list[Path] = field(default_factory=list)
    customer_id: str | None = None


def make_demo(
    folder: Path, *, customers: int = 2_000, months: int = 15, language: str = "en", again: bool = False,
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None,
) -> Demo:  # fmt: skip
    """Make the demonstration shop. Raises ConflictError where one is there and ``again`` is not said.

    Nothing but a demonstration shop is ever removed.
    """
    from regulars.app import shop as shops
    from regulars.report import render
    from regulars.testing.generated_shop import write_members, write_shop

    _clear(folder, again=again)
    first = date(2024, 1, 1)
    with shops.create(folder, name="Demo", zone="Asia/Shanghai", currency="CNY", language=language) as shop:
        (folder / MARK).write_text(
            "Made by regulars demo; regulars demo --again replaces this folder.\n", encoding="utf-8"
        )
        exports = folder / "exports"
        files = write_shop(
            exports, customers=customers, lines=customers * 20, months=months, first_month=first, format="csv"
        )
        members = write_members(exports, customers=customers, months=months, first_month=first)
        demo = Demo(folder)
        demo.loaded += shop.load(*_by_year(files), mapping="generated", progress=progress)
        demo.loaded += shop.load(members, mapping="generated_members", progress=progress)
        for name, title, rule in AUDIENCES:
            shop.save_audience(name, rule, title=title)
        for day in _weeks_before(shop):
            shop.build(as_of=day, progress=progress)
        demo.built = shop.build(progress=progress)
        seen = shop.picture()
        for tongue in LANGUAGES:
            page = folder / "reports" / f"shop-{tongue}.html"
            page.write_text(render(seen, language=tongue), encoding="utf-8")
            demo.reports.append(page)
        demo.customer_id = _interesting(shop)
    return demo


def _weeks_before(shop: Shop) -> list[date]:
    """Days a week apart that lead to the last one; none before the first order."""
    (row,) = shop.sql("SELECT min(day) AS first, max(day) AS last FROM orders").rows()
    days = [row["last"] - timedelta(weeks=weeks) for weeks in WEEKS]
    return [day for day in days if day > row["first"]]


def _clear(folder: Path, *, again: bool) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise ConflictError(
            f"{folder} is not empty and no demonstration shop. Choose another folder: regulars demo FOLDER"
        )
    if not again:
        here = shlex.quote(str(folder))
        raise ConflictError(
            f"a demonstration shop is in {folder} already. Look: regulars status --shop {here}. "
            f"Start afresh: regulars demo {here} --again",
            code="demo-exists",
        )
    shutil.rmtree(folder)


def _by_year(files: list[Path]) -> list[Path]:
    """The monthly exports as one file a year: each file costs a load of its own."""
    years: dict[Path, list[Path]] = {}
    for path in files:
        years.setdefault(path.with_name(f"{path.stem[:-3]}{path.suffix}"), []).append(path)
    for year, months in years.items():
        with year.open("wb") as out:
            for place, month in enumerate(months):
                header, _, lines = month.read_bytes().partition(b"\n")
                out.write((header + b"\n" if place == 0 else b"") + lines)
                month.unlink()
    return list(years)


def _interesting(shop: Shop) -> str | None:
    """Someone with a story: many orders and money back."""
    rows = shop.sql(
        "SELECT customer_id FROM customer WHERE as_of = (SELECT max(as_of) FROM customer) "
        "ORDER BY purchase_days DESC, customer_id LIMIT 1"
    ).rows()
    return str(rows[0]["customer_id"]) if rows else None
