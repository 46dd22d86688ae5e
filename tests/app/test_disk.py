"""A disk that is full or shut is one error with the next step; nothing stored is lost, and the next run goes on."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from regulars.app.shop import Shop, create
from regulars.app.shop import open as opened
from regulars.core.disk import told_disk
from regulars.core.errors import InputError, OutsideError

MEGABYTES = 16
ORDERS = 60_000
MAPPING = """
tables:
  orders: {order_id: number, account_id: buyer, ordered_at: at, amount: amount}
  payment: {payment_id: number, order_id: number, paid_at: at, amount: amount}
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes of its own; only root of a Linux machine may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)]
    if not sys.platform.startswith("linux") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can be mounted by root on Linux only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def shop(small_disk: Path) -> Iterator[Shop]:
    with create(small_disk / "shop") as shop:
        (shop.folder / "mappings" / "mine.yaml").write_text(MAPPING, encoding="utf-8")
        yield shop


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    lines = (f"{hash((n, 1)):x},b{n % 997},2024-0{n % 2 + 1}-{n % 27 + 1:02} 10:00:00,{n % 90}" for n in range(ORDERS))
    path.write_text("number,buyer,at,amount\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def fill(disk: Path, *, leave: int) -> Path:
    """A file that leaves so many bytes of the disk."""
    import shutil

    path = disk / "filling"
    path.write_bytes(b"\0" * (shutil.disk_usage(disk).free - leave))
    return path


def orders_in(shop: Shop) -> int:
    return int(shop.workspace.lake.rows("SELECT count(*) FROM lake.main.orders")[0][0])


@pytest.mark.parametrize("leave", [200_000, 1_200_000, 1_800_000])
def test_a_load_that_fills_the_disk_says_so_and_goes_through_when_there_is_room(leave, shop, orders, small_disk):
    filling = fill(small_disk, leave=leave)
    with pytest.raises(OutsideError, match=r"no space is left for .* Free some, then run the same again") as caught:
        shop.load(orders, mapping="mine")
    assert str(small_disk) in str(caught.value), "it says where"
    assert caught.value.retry
    shop.close()
    filling.unlink()
    [loaded] = shop.load(orders, mapping="mine")
    assert (loaded.accepted, loaded.is_known, orders_in(shop)) == (ORDERS, False, ORDERS)


def test_a_build_that_fills_the_disk_says_so_and_goes_on_when_there_is_room(shop, orders, small_disk):
    shop.load(orders, mapping="mine")
    filling = fill(small_disk, leave=250_000)
    with pytest.raises(OutsideError, match="no space is left"):
        shop.build()
    assert orders_in(shop) == ORDERS, "what was loaded is there"
    shop.close()
    filling.unlink()
    shop.build()
    assert sum(shop.segments()["people"]) == 997


def test_a_shop_on_a_read_only_disk_says_so(shop, orders, small_disk):
    shut = small_disk.with_name("shut")
    shut.mkdir()
    subprocess.run(["mount", "--bind", str(small_disk), str(shut)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(shut)], check=True)
        for verb in (lambda shop: shop.load(orders, mapping="mine"), Shop.build, Shop.status):
            with (
                opened(shut / "shop") as closed,
                pytest.raises(OutsideError, match=r"may not be read or written .* whether its disk is read-only"),
            ):
                verb(closed)
    finally:
        subprocess.run(["umount", "-l", str(shut)], check=True)
    assert shop.load(orders, mapping="mine")[0].accepted == ORDERS, "the same shop where it may be written to"


def full_sqlite(folder: Path) -> None:
    with sqlite3.connect(folder / "full.sqlite") as db:
        db.execute("PRAGMA max_page_count = 2")
        db.execute(
            "CREATE TABLE t AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9999) SELECT x FROM n"
        )


def shut_sqlite(folder: Path) -> None:
    (folder / "shut.sqlite").touch()
    sqlite3.connect(f"{(folder / 'shut.sqlite').as_uri()}?mode=ro", uri=True).execute("CREATE TABLE t (x)")


def no_spill(folder: Path) -> None:
    with duckdb.connect(config={"memory_limit": "20MB", "temp_directory": str(folder), "threads": "1"}) as engine:
        engine.execute("SET max_temp_directory_size = '1MB'")
        engine.execute("CREATE TABLE t AS SELECT hash(i) AS a, hash(i + 1) AS b FROM range(5000000) r(i)")


def full_system(folder: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(folder / "part"))


def no_rights(folder: Path) -> None:
    raise PermissionError(errno.EACCES, "Permission denied", str(folder / "work.lock"))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("happens", "code"),
    [(full_sqlite, "full"), (no_spill, "full"), (full_system, "full"), (shut_sqlite, "not_writable"), (no_rights, "not_writable")],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_what_the_engines_say_of_a_disk_is_one_error_with_the_place(
    happens: Callable[[Path], None], code: str, tmp_path
):
    with pytest.raises(OutsideError) as caught, told_disk(tmp_path):
        happens(tmp_path)
    assert caught.value.code == code
    assert str(tmp_path) in str(caught.value)
    assert "run the same again" in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [KeyError("disk is full"), InputError("no space left"), duckdb.ConversionException("Could not convert 'disk is full'")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_other_errors_stay_what_they_are(error: Exception, tmp_path):
    with pytest.raises(type(error)) as caught, told_disk(tmp_path):
        raise error
    assert caught.value is error
