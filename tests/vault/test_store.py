"""Sealing, revealing and what each refuses."""

import os
import sqlite3
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.core.errors import ConflictError, DataError, InputError, MissingError
from regulars.vault import Vault, normalise

KEY = bytes(range(32))
ODD_NAMES = ["王小明 🛒", "O'Brien", 'Ann "A" Lee', "Robert'); DROP TABLE sealed;--", "👩‍👩‍👧 \\ % _"]


def test_what_is_sealed_is_revealed(vault, reveal):
    assert vault.seal([("a1", "phone", "13812345678"), ("a1", "email", "a@x.com"), ("a2", "phone", "+4420794609")]) == 3
    assert reveal(vault, "a1") == ["+8613812345678"]
    assert reveal(vault, "a1", "email") == ["a@x.com"]
    assert reveal(vault, "a2") == ["+4420794609"]
    assert reveal(vault, "nobody") == []


def test_sealing_twice_equals_once(vault, reveal):
    rows = [("a1", "phone", "13812345678"), ("a1", "phone", "138 1234 5678"), ("a1", "phone", "13912345678")]
    assert vault.seal(rows) == 2
    assert vault.seal(reversed(rows)) == 0
    assert reveal(vault, "a1") == ["+8613812345678", "+8613912345678"]


def test_sealing_nothing_is_nothing(vault):
    assert vault.seal([]) == 0


@pytest.mark.parametrize("name", ODD_NAMES)
def test_emoji_and_quotes_come_back_unchanged(vault, reveal, name):
    vault.seal([(name, "name", name)])
    assert reveal(vault, name, "name") == [name]


def test_one_bad_row_seals_none_and_is_told_without_its_value(vault, reveal):
    with pytest.raises(InputError, match="row 2 holds no valid email") as caught:
        vault.seal([("a1", "phone", "13812345678"), ("a1", "email", "secret-text")])
    assert "secret-text" not in str(caught.value)
    assert reveal(vault, "a1") == []


@pytest.mark.parametrize(("subject", "kind"), [("", "phone"), (" ", "phone"), ("a1", "fone")])
def test_an_empty_subject_or_unknown_kind_is_refused(vault, subject, kind):
    with pytest.raises(InputError):
        vault.seal([(subject, kind, "13812345678")])


@pytest.mark.parametrize(("purpose", "by"), [("", "ann"), (" ", "ann"), ("refund", ""), ("", "")])
def test_a_reveal_without_a_reason_is_refused(vault, purpose, by):
    with pytest.raises(InputError, match="revealing needs"):
        vault.reveal("a1", "phone", purpose=purpose, by=by)
    assert vault.reveals() == []


def test_every_reveal_is_audited(vault):
    vault.seal([("a1", "phone", "13812345678")])
    vault.reveal("a1", "phone", purpose="refund 7", by="ann")
    vault.reveal("a2", "email", purpose="call", by="bo")
    first, second = vault.reveals()
    assert (first.by, first.purpose, first.kind) == ("ann", "refund 7", "phone")
    assert first.at <= second.at
    assert first.subject != second.subject
    assert vault.reveals("a2") == [second]


def test_a_reveal_that_fails_is_audited_too(vault, folder):
    vault.seal([("a1", "phone", "13812345678")])
    _change(folder / "vault.sqlite", "UPDATE sealed SET sealed = zeroblob(40)")
    with pytest.raises(DataError, match="altered"):
        vault.reveal("a1", "phone", purpose="refund", by="ann")
    assert len(vault.reveals("a1")) == 1


def test_a_ciphertext_moved_to_another_kind_fails(vault, folder, reveal):
    vault.seal([("a1", "card", "1"), ("a1", "openid", "2")])
    _change(folder / "vault.sqlite", "UPDATE sealed SET sealed = (SELECT sealed FROM sealed WHERE kind = 'openid')")
    assert reveal(vault, "a1", "openid") == ["2"]
    with pytest.raises(DataError, match="altered or moved"):
        reveal(vault, "a1", "card")


def test_a_ciphertext_moved_to_another_person_fails(vault, folder, reveal):
    vault.seal([("a1", "card", "1"), ("a2", "card", "2")])
    _change(folder / "vault.sqlite", "UPDATE sealed SET sealed = (SELECT max(sealed) FROM sealed)")
    results = [_outcome(reveal, vault, subject) for subject in ("a1", "a2")]
    assert "altered" in results


def test_a_value_moved_together_with_its_key_fails(vault, folder, reveal):
    """Whoever can write both files still cannot give one person the phone of another."""
    vault.seal([("a1", "card", "1"), ("a2", "card", "2")])
    _change(
        folder / "keys.sqlite",
        "UPDATE person_key SET (generation, wrapped) = (SELECT generation, wrapped FROM person_key LIMIT 1)",
    )
    assert "altered" in [_outcome(reveal, vault, subject) for subject in ("a1", "a2")]


def test_no_plain_value_lies_in_any_byte_of_the_folder(vault, folder, bytes_of):
    vault.seal([(f"account-{n}", "phone", f"1381234{n:04}") for n in range(300)])
    vault.seal([("account-1", "email", "someone@example.com"), ("account-1", "name", "王小明")])
    vault.reveal("account-1", "email", purpose="test", by="tester")
    while_open = bytes_of(folder)
    vault.close()
    for content in (while_open, bytes_of(folder)):
        for text in ("1381234", "someone", "example.com", "王小明", "account-"):
            for coding in ("utf-8", "utf-16-le", "gb18030"):
                assert text.encode(coding) not in content
        assert KEY not in content


def test_files_are_for_their_owner_alone(vault, folder):
    vault.seal([("a1", "card", "1")])
    assert len(list(folder.iterdir())) == 6
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_vault_opens_again(vault, folder, reveal):
    vault.seal([("a1", "card", "1")])
    vault.close()
    vault.close()
    with Vault.open(folder, KEY) as again:
        assert reveal(again, "a1", "card") == ["1"]
    with pytest.raises(InputError, match="closed: open it again"):
        vault.seal([])


def test_a_wrong_master_key_is_noticed_at_once(vault, folder):
    with pytest.raises(ConflictError, match="does not belong"):
        Vault.open(folder, b"w" * 32)


def test_a_vault_is_never_overwritten(vault, folder):
    with pytest.raises(ConflictError, match="open the vault"):
        Vault.create(folder, KEY)


def test_a_missing_vault_is_told(tmp_path):
    with pytest.raises(MissingError, match="does not exist"):
        Vault.open(tmp_path / "nowhere", KEY)


def test_keys_of_another_vault_are_refused(vault, folder, tmp_path):
    vault.close()
    Vault.create(tmp_path / "other", KEY).close()
    os.replace(tmp_path / "other" / "keys.sqlite", folder / "keys.sqlite")
    with pytest.raises(ConflictError, match="of two vaults"):
        Vault.open(folder, KEY)


def test_a_file_that_is_no_database_is_told(vault, folder):
    vault.close()
    (folder / "vault.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(DataError, match="damaged"):
        Vault.open(folder, KEY)


def test_threads_may_share_a_vault(vault, reveal):
    def work(name: str) -> None:
        for n in range(20):
            vault.seal([(f"{name}-{n}", "card", f"{name}{n}"), ("shared", "card", str(n))])
            assert reveal(vault, f"{name}-{n}", "card") == [f"{name}{n}"]

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reveal(vault, "shared", "card")) == 20
    assert len(vault.reveals()) == 81, "a thread stopped before its end"


def test_two_open_vaults_share_the_folder(vault, folder, reveal):
    with Vault.open(folder, KEY) as other:
        vault.seal([("a1", "card", "1")])
        other.seal([("a1", "card", "2")])
        assert reveal(vault, "a1", "card") == reveal(other, "a1", "card") == ["1", "2"]
        other.erase("a1")
        vault.seal([("a1", "card", "3")])
        assert reveal(other, "a1", "card") == ["3"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["name", "text", "card"]), st.text(min_size=1))))
def test_a_vault_holds_just_what_was_sealed(vault, reveal, rows):
    vault.erase_all("abc")  # one vault serves all examples
    valid = [row for row in rows if normalise(row[1], row[2]) is not None]
    vault.seal(valid)
    for subject in "abc":
        for kind in ("name", "text", "card"):
            expected = {normalise(kind, value) for whom, what, value in valid if (whom, what) == (subject, kind)}
            assert reveal(vault, subject, kind) == sorted(expected)


def _change(path, statement):
    db = sqlite3.connect(path)
    with db:
        db.execute(statement)
    db.close()


def _outcome(reveal, vault, subject):
    try:
        return reveal(vault, subject, "card")
    except DataError:
        return "altered"
