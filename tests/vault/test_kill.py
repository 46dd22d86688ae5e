"""kill -9 at the worst moments: the vault opens, and doing it again ends the same."""

import os
import signal
import subprocess
import sys

import pytest

from regulars.vault import Vault

KEY = bytes(range(32))
ROWS = [(f"a{n % 50}", "card", f"card {n}") for n in range(400)]

posix = pytest.mark.skipif(os.name != "posix", reason="kill -9 is of posix")

DIE = """
import os, signal, sys
from regulars.vault import Vault, people, seal, store

def die_at(call, number=1):
    done = 0
    def counted(*args, **kwargs):
        nonlocal done
        done += 1
        if done == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **kwargs)
    return counted

rows = [(f"a{n % 50}", "card", f"card {n}") for n in range(400)]
vault = Vault.open(sys.argv[1], bytes(range(32)))
"""
MOMENTS = {
    "before the keys are written": "vault._people._make = die_at(vault._people._make, 30); vault.seal(rows)",
    "between keys and values": "seal.sealed_rows = die_at(seal.sealed_rows); vault.seal(rows)",
    "in the middle of the values": "seal.lock = die_at(seal.lock, 200); vault.seal(rows)",
    "after all is done": "vault.seal(rows); die_at(print)()",
}


@posix
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_seal_done_again_ends_the_same(vault, folder, reveal, moment):
    vault.seal([("a1", "card", "from before")])
    vault.close()
    _killed(folder, MOMENTS[moment])
    with Vault.open(folder, KEY) as again:
        assert "from before" in reveal(again, "a1", "card")
        assert len(reveal(again, "a2", "card")) in (0, 8), "a call is sealed whole or not at all"
        again.seal(ROWS)
        assert again.seal(ROWS) == 0
        for n in range(50):
            expected = {value for subject, _, value in ROWS if subject == f"a{n}"} | (
                {"from before"} if n == 1 else set()
            )
            assert set(reveal(again, f"a{n}", "card")) == expected


@posix
@pytest.mark.parametrize(
    "moment", ["vault._people.erase = die_at(vault._people.erase)", "store.scrub = die_at(store.scrub)"]
)
def test_a_killed_erasure_done_again_leaves_nothing(vault, folder, reveal, bytes_of, moment):
    vault.seal(ROWS)
    whom = vault._subject_hash("a1")
    vault.close()
    _killed(folder, moment + '; vault.erase("a1")')
    with Vault.open(folder, KEY) as again:
        again.erase("a1")
        assert whom not in bytes_of(folder)
        assert len(reveal(again, "a2", "card")) == 8


@posix
def test_an_erasure_killed_after_the_key_is_gone_still_lets_the_person_return(vault, folder, reveal):
    vault.seal([("a1", "card", "1")])
    vault.close()
    _killed(
        folder,
        "erase = vault._people.erase\n"
        "def erase_and_die(gone): erase(gone); die_at(print)()\n"
        'vault._people.erase = erase_and_die; vault.erase("a1")',
    )
    with Vault.open(folder, KEY) as again:
        assert reveal(again, "a1", "card") == []
        again.seal([("a1", "card", "1")])
        assert reveal(again, "a1", "card") == ["1"]


@posix
def test_a_killed_creation_can_be_done_again(folder):
    script = DIE.replace("vault = Vault.open", "store._check_value = die_at(store._check_value); Vault.create")
    done = subprocess.run([sys.executable, "-c", script, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    Vault.create(folder, KEY).close()
    assert sorted(path.name for path in folder.iterdir()) == ["keys.sqlite", "vault.sqlite"]


def _killed(folder, then):
    done = subprocess.run([sys.executable, "-c", DIE + then, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL, "the process was to be killed, and ended otherwise"
