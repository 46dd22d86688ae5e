"""Sealed values: AES-GCM under the person's key, bound to the kind and the person so that none can be swapped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from regulars.core.errors import DataError, InputError
from regulars.vault.normalise import spelling_of
from regulars.vault.people import NONCE_BYTES, PersonKey
from regulars.vault.tokens import Hasher

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Row = tuple[str, str, str]
Sealed = tuple[bytes, int, str, bytes, bytes]


#: A value on its way into the vault (subject hash, kind, value, token); it lives only within one call.
Plain = tuple[bytes, str, str, bytes]


def prepare(rows: Iterable[Row], *, hasher: Hasher, subject_hash: Callable[[str], bytes]) -> list[Plain]:
    """Check and hash every row before anything is written. InputError names row and kind, never the value."""
    kinds: dict[str, tuple[Callable[[str], str | None], Callable[[str], bytes]]] = {}
    people: dict[str, bytes] = {}
    prepared: list[Plain] = []
    for number, (subject, kind, value) in enumerate(rows, 1):
        if kind not in kinds:
            kinds[kind] = spelling_of(kind), hasher.of_kind(kind)
        if subject not in people:
            people[subject] = subject_hash(subject)
        spell, digest = kinds[kind]
        text = spell(value)
        if text is None:
            raise InputError(f"row {number} holds no valid {kind}: leave out what normalise() does not know")
        prepared.append((people[subject], kind, text, digest(text)))
    return prepared


def sealed_rows(plains: Iterable[Plain], keys: dict[bytes, PersonKey]) -> Iterator[Sealed]:
    """What vault.sqlite stores, of plains sorted by subject: hash, generation, kind, token, sealed value."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for subject, own in groupby(plains, key=itemgetter(0)):
        generation, key = keys[subject]
        cipher = AESGCM(key)
        for _, kind, value, token in own:
            yield subject, generation, kind, token, lock(cipher, value, _bound(subject, kind))


def unseal(sealed: Iterable[bytes], *, key: bytes, subject: bytes, kind: str) -> list[str]:
    """The values in the clear, sorted. DataError where one was altered or belongs to another person or kind."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, bound = AESGCM(key), _bound(subject, kind)
    try:
        return sorted(cipher.decrypt(one[:NONCE_BYTES], one[NONCE_BYTES:], bound).decode() for one in sealed)
    except InvalidTag:
        raise DataError(
            "a sealed value in vault.sqlite was altered or moved to another person: restore the file from its backup",
            code="altered",
        ) from None


def lock(cipher: AESGCM, value: str, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value.encode(), bound)


def _bound(subject: bytes, kind: str) -> bytes:
    return b"value\0" + kind.encode() + b"\0" + subject
