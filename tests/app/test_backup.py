"""A backup is whole or not there; a restored shop is the same shop, wherever it lies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tarfile
import time
from datetime import date
from pathlib import Path

import pytest

import regulars
from regulars.app import backup as module
from regulars.app.backup import restore
from regulars.app.shop import Shop
from regulars.app.workspace import KEY_FILE
from regulars.core.errors import ConflictError, DataError, InputError, MissingError, OutsideError
from regulars.lake import WorkLock

TABLES = ("order_item", "orders", "account_day", "segment_history", "customer", "segment_flow", "quarantine", "load")


def prints(shop: Shop) -> dict[str, str]:
    return {name: shop.workspace.lake.fingerprint(name) for name in TABLES}


def test_a_restored_shop_is_the_same_under_another_path(cups: Shop, tmp_path: Path) -> None:
    file = cups.backup(tmp_path / "cups.tar", with_key=True)
    with regulars.app.shop.restore(file, tmp_path / "elsewhere" / "again") as shop:
        assert prints(shop) == prints(cups)
        assert shop.settings == cups.settings
        assert shop.customer("cat").customer_id == "ann"
        assert shop.workspace.vault.reveal("bob", "phone", purpose="test", by="test") == ["+8613800138002"]
        assert len(shop.sql("FROM customer")) == 5
        shop.build(as_of=date(2024, 4, 29))
        assert set(shop.segments(as_of=date(2024, 4, 29))["as_of"]) == {date(2024, 4, 29)}, "a restored shop can work"


def test_without_the_key_the_people_stay_closed_until_it_is_put_back(cups: Shop, tmp_path: Path) -> None:
    file = cups.backup(tmp_path / "cups.tar")
    with tarfile.open(file) as archive:
        assert KEY_FILE not in archive.getnames()
    folder = restore(file, tmp_path / "again")
    with regulars.open(folder) as shop:
        assert len(shop.customers()) == 3, "facts need no key"
        with pytest.raises(MissingError, match="no master key"):
            shop.workspace.vault  # noqa: B018 - opening is what is tested
    (folder / KEY_FILE).write_bytes((cups.folder / KEY_FILE).read_bytes())
    (folder / KEY_FILE).chmod(0o600)
    with regulars.open(folder) as shop:
        assert shop.workspace.vault.reveal("bob", "phone", purpose="test", by="test") == ["+8613800138002"]


def test_no_personal_value_lies_in_plain_text_in_a_backup(cups: Shop, tmp_path: Path) -> None:
    content = cups.backup(tmp_path / "cups.tar").read_bytes()
    assert b"13800138002" not in content


def test_a_backup_is_for_its_owner_only_and_names_nobody(cups: Shop, tmp_path: Path) -> None:
    file = cups.backup(tmp_path / "cups.tar")
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        assert {(member.uid, member.uname) for member in archive.getmembers()} == {(0, "")}


def test_an_existing_file_and_the_shops_own_folder_are_refused(cups: Shop, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_text("mine")
    with pytest.raises(ConflictError, match="not overwritten"):
        cups.backup(tmp_path / "there.tar")
    with pytest.raises(InputError, match="must outlive"):
        cups.backup(cups.folder / "reports" / "b.tar")
    assert (tmp_path / "there.tar").read_text() == "mine"


def test_what_is_no_backup_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order,at\n1,2024-01-01\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"orders\.csv is no whole backup: it is no tar file") as told:
        restore(tmp_path / "orders.csv", tmp_path / "again")
    assert "header" not in str(told.value)


def test_a_backup_made_from_inside_the_shop_lies_beside_it(own_cups: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own_cups.folder)
    with pytest.raises(InputError, match=r"outside, such as \.\./b\.tar"):
        own_cups.backup("b.tar")
    assert own_cups.backup("../b.tar") == own_cups.folder.parent / "b.tar"
    assert restore("../b.tar", "../again") == own_cups.folder.parent / "again"


def test_a_backup_does_not_run_beside_a_build(cups: Shop, tmp_path: Path) -> None:
    with WorkLock(cups.folder / "lake", what="build"), pytest.raises(ConflictError, match=r"build.*holds this shop"):
        cups.backup(tmp_path / "cups.tar")
    assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_not_restored_into(cups: Shop, tmp_path: Path) -> None:
    file = cups.backup(tmp_path / "cups.tar")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("mine")
    with pytest.raises(ConflictError, match="not empty"):
        restore(file, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["note.txt"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_truncated_backup_is_noticed_and_leaves_nothing(cups: Shop, tmp_path: Path, share: float) -> None:
    file = cups.backup(tmp_path / "cups.tar")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError, match=r"damaged|no whole backup|no backup"):
        restore(file, tmp_path / "again")
    assert [path.name for path in tmp_path.iterdir()] == ["cups.tar"]


def test_a_flipped_byte_in_a_table_is_noticed(cups: Shop, tmp_path: Path) -> None:
    file = cups.backup(tmp_path / "cups.tar")
    with tarfile.open(file) as archive:
        member = next(member for member in archive.getmembers() if member.name.endswith(".parquet"))
    with file.open("r+b") as handle:
        handle.seek(member.offset_data + member.size // 2)
        byte = handle.read(1)
        handle.seek(-1, os.SEEK_CUR)
        handle.write(bytes([byte[0] ^ 0xFF]))
    with pytest.raises(DataError, match="is damaged at lake/data"):
        restore(file, tmp_path / "again")


def test_a_tar_that_is_no_backup_is_refused_and_cannot_write_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "evil", arcname="../outside.txt")
    with pytest.raises(DataError):
        restore(tmp_path / "evil.tar", tmp_path / "deep" / "again")
    assert not (tmp_path / "deep" / "outside.txt").exists()
    with pytest.raises(MissingError, match="there is no backup"):
        restore(tmp_path / "nothing.tar", tmp_path / "again")


def test_a_failed_backup_leaves_no_file_under_its_name(
    cups: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_anonymous", full)
    with pytest.raises(OutsideError, match="No space"):
        cups.backup(tmp_path / "cups.tar")
    assert not (tmp_path / "cups.tar").exists()
    monkeypatch.undo()
    assert restore(cups.backup(tmp_path / "cups.tar"), tmp_path / "again").exists()


SLOWLY = """
import sys, time
from regulars.app import backup as module
import regulars
anonymous = module._anonymous
def slow(member):
    print(member.name, flush=True)
    time.sleep(0.2)
    return anonymous(member)
module._anonymous = slow
regulars.open(sys.argv[1]).backup(sys.argv[2])
"""


def test_a_killed_backup_leaves_no_file_under_its_name_and_the_next_one_is_whole(
    own_cups: Shop, tmp_path: Path
) -> None:
    place = tmp_path / "out" / "cups.tar"
    place.parent.mkdir()
    process = subprocess.Popen([sys.executable, "-c", SLOWLY, str(own_cups.folder), str(place)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not place.exists()
    assert list(place.parent.iterdir()), "it was killed in the middle"
    own_cups.backup(place)
    assert [path.name for path in place.parent.iterdir()] == ["cups.tar"], "what the killed one left is cleared away"
    with regulars.open(restore(place, tmp_path / "again")) as shop:
        assert prints(shop) == prints(own_cups)


def test_a_backup_is_of_one_moment_while_others_read(own_cups: Shop, tmp_path: Path) -> None:
    with regulars.open(own_cups.folder) as reader:
        before = prints(reader)
        started = time.monotonic()
        own_cups.backup(tmp_path / "cups.tar")
        assert prints(reader) == before
        assert time.monotonic() - started < 60
