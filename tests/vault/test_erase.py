"""Erasure: the key gone, the bytes gone, old backups of the values of no use."""

import random
import shutil
import sqlite3

import pytest

from regulars.core.errors import ConflictError, InputError, OutsideError
from regulars.vault import Vault, files

KEY = bytes(range(32))


def test_an_erased_person_has_no_values(vault, reveal):
    vault.seal([("a1", "card", "1"), ("a2", "card", "2")])
    vault.erase("a1")
    assert reveal(vault, "a1", "card") == []
    assert reveal(vault, "a2", "card") == ["2"]


def test_erasing_twice_or_nobody_changes_nothing(vault, reveal):
    vault.seal([("a2", "card", "2")])
    vault.erase("a1")
    vault.erase("a1")
    assert reveal(vault, "a2", "card") == ["2"]


def test_sealing_after_erasure_makes_a_new_key(vault, folder, reveal):
    vault.seal([("a1", "card", "1")])
    before = _rows(folder / "keys.sqlite", "SELECT wrapped FROM person_key")
    vault.erase("a1")
    vault.seal([("a1", "card", "9")])
    assert reveal(vault, "a1", "card") == ["9"]
    assert _rows(folder / "keys.sqlite", "SELECT wrapped FROM person_key") != before


def test_no_byte_of_an_erased_person_stays(vault, folder, bytes_of):
    people = [f"p{n}" for n in range(3000)]
    chance = random.Random(7)
    for start in range(0, 3000, 100):
        vault.seal([(who, "text", who * chance.randrange(1, 60)) for who in people[start : start + 100]])
    gone = people[::2]
    secrets = _rows(folder / "keys.sqlite", "SELECT wrapped, subject FROM person_key")
    values = _rows(folder / "vault.sqlite", "SELECT sealed, subject FROM sealed")
    kept = {vault._subject_hash(who) for who in people} - {vault._subject_hash(who) for who in gone}
    vault.erase_all(gone)
    content = bytes_of(folder)
    for secret, whom in secrets + values:
        assert (secret in content) == (whom in kept)
        assert (whom in content) == (whom in kept)


def test_a_reader_elsewhere_is_told_and_erasing_again_finishes(vault, folder, reveal, bytes_of, monkeypatch):
    monkeypatch.setattr(files, "_WAIT_SECONDS", 0.1)
    with Vault.create(folder.with_name("second"), KEY) as vault:
        folder = vault.folder
        vault.seal([("a1", "card", "1")])
        (secret,) = _rows(folder / "keys.sqlite", "SELECT wrapped FROM person_key")[0]
        reader = sqlite3.connect(folder / "keys.sqlite", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person_key").fetchone()
        with pytest.raises(OutsideError, match="erase again") as caught:
            vault.erase("a1")
        assert caught.value.retry
        assert reveal(vault, "a1", "card") == []
        reader.close()
        vault.erase("a1")
        assert secret not in bytes_of(folder)


def test_a_backup_made_before_does_not_bring_an_erased_person_back(vault, folder, tmp_path, reveal, bytes_of):
    vault.seal([("a1", "card", "1"), ("a2", "card", "2")])
    wrapped = [row[0] for row in _rows(folder / "keys.sqlite", "SELECT wrapped FROM person_key")]
    vault.backup(tmp_path / "backups" / "monday.sqlite")
    assert not any(key in bytes_of(tmp_path / "backups") for key in wrapped), "a backup of values holds no person key"
    vault.erase("a1")
    vault.close()
    shutil.copy(tmp_path / "backups" / "monday.sqlite", folder / "vault.sqlite")
    with Vault.open(folder, KEY) as restored:
        assert reveal(restored, "a1", "card") == []
        assert reveal(restored, "a2", "card") == ["2"]
        restored.seal([("a1", "card", "1")])
        assert reveal(restored, "a1", "card") == ["1"], "old ciphertext must not stand in the way of the new value"


def test_both_backups_together_restore_the_vault(vault, tmp_path, reveal):
    vault.seal([("a1", "card", "1")])
    vault.backup(tmp_path / "restored" / "vault.sqlite")
    vault.backup_keys(tmp_path / "restored" / "keys.sqlite")
    vault.erase("a1")
    assert sorted(path.name for path in (tmp_path / "restored").iterdir()) == ["keys.sqlite", "vault.sqlite"]
    with Vault.open(tmp_path / "restored", KEY) as restored:
        assert reveal(restored, "a1", "card") == ["1"]
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "restored").iterdir()} == {0o600}


def test_a_new_backup_of_the_keys_replaces_the_old(vault, folder, tmp_path):
    vault.seal([("a1", "card", "1")])
    (secret,) = _rows(folder / "keys.sqlite", "SELECT wrapped FROM person_key")[0]
    vault.backup_keys(tmp_path / "k.sqlite")
    assert secret in (tmp_path / "k.sqlite").read_bytes()
    vault.erase("a1")
    vault.backup_keys(tmp_path / "k.sqlite")
    assert secret not in (tmp_path / "k.sqlite").read_bytes()


def test_a_backup_overwrites_nothing_and_leaves_the_vault_folder(vault, folder, tmp_path):
    vault.backup(tmp_path / "b.sqlite")
    with pytest.raises(ConflictError, match="not overwritten"):
        vault.backup(tmp_path / "b.sqlite")
    with pytest.raises(InputError, match="own folder"):
        vault.backup_keys(folder / "vault.sqlite")


def _rows(path, query):
    db = sqlite3.connect(path)
    rows = db.execute(query).fetchall()
    db.close()
    return rows
