"""The master key: where it comes from and what is refused."""

import base64
import os

import pytest

from regulars.core.errors import ConflictError, InputError, MissingError
from regulars.vault import ENVIRONMENT, create_master_key, load_master_key
from regulars.vault.keys import derive

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files are those of posix")


def test_a_created_key_loads_again(tmp_path):
    key = create_master_key(tmp_path / "new" / "master.key")
    assert load_master_key(tmp_path / "new" / "master.key", environ={}) == key
    assert len(key) == 32


@posix
def test_a_created_key_is_for_its_owner_alone(tmp_path):
    old = os.umask(0)
    try:
        create_master_key(tmp_path / "master.key")
    finally:
        os.umask(old)
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path):
    key = create_master_key(tmp_path / "master.key")
    with pytest.raises(ConflictError, match="not overwritten"):
        create_master_key(tmp_path / "master.key")
    assert load_master_key(tmp_path / "master.key", environ={}) == key


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_key_that_others_may_touch_is_refused(tmp_path, mode):
    create_master_key(tmp_path / "master.key")
    (tmp_path / "master.key").chmod(mode)
    with pytest.raises(InputError, match="chmod 600"):
        load_master_key(tmp_path / "master.key", environ={})


def test_the_environment_wins_over_the_file(tmp_path):
    create_master_key(tmp_path / "master.key")
    text = base64.b64encode(b"e" * 32).decode()
    assert load_master_key(tmp_path / "master.key", environ={ENVIRONMENT: f" {text}\n"}) == b"e" * 32


def test_the_url_safe_alphabet_is_read_too():
    assert load_master_key(environ={ENVIRONMENT: base64.urlsafe_b64encode(b"\xff" * 32).decode()}) == b"\xff" * 32


@pytest.mark.parametrize("text", ["secret-but-short", "AAAA", "ключ", base64.b64encode(b"x" * 33).decode()])
def test_a_bad_key_is_told_without_repeating_it(text):
    with pytest.raises(InputError) as caught:
        load_master_key(environ={ENVIRONMENT: text})
    assert text not in str(caught.value)
    assert ENVIRONMENT in str(caught.value)


def test_an_empty_key_file_is_told(tmp_path):
    (tmp_path / "master.key").touch(0o600)
    with pytest.raises(InputError, match="holds no master key"):
        load_master_key(tmp_path / "master.key", environ={})


def test_no_key_at_all_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(MissingError, match=r"REGULARS_MASTER_KEY is not set and .*none.key does not exist"):
        load_master_key(tmp_path / "none.key", environ={})
    with pytest.raises(MissingError):
        load_master_key(environ={})


def test_derived_keys_are_distinct_and_hidden():
    keys = derive(b"m" * 32)
    assert len({keys.token, keys.subject, keys.wrap, keys.check, b"m" * 32}) == 5
    assert repr(keys) == "Keys()"


def test_a_master_key_of_another_length_is_refused():
    with pytest.raises(InputError, match="32 bytes"):
        derive(b"short")
