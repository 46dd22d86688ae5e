"""Keyed tokens: the same value of a kind gives the same 128 bits in one workspace and tells nothing without the key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from regulars.core.errors import InputError
from regulars.vault.normalise import spelling_of

TOKEN_BYTES = 16


class Hasher:
    """BLAKE2b (RFC 7693) with a key, over kind, NUL and the one spelling of the value."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of_kind(self, kind: str) -> Callable[[str], bytes]:
        """A function from normalised values to their digest; the key and the kind are hashed in once."""
        start = hashlib.blake2b(kind.encode() + b"\0", key=self._key, digest_size=TOKEN_BYTES)

        def digest(value: str) -> bytes:
            state = start.copy()
            state.update(value.encode())
            return state.digest()

        return digest

    def token(self, kind: str, value: str) -> str:
        text = spelling_of(kind)(value)
        if text is None:
            raise InputError(f"this is no valid {kind}, so it has no token: ask normalise() first", code="not_valid")
        return self.of_kind(kind)(text).hex()

    def tokens(self, kind: str, values: Sequence[str | None]) -> list[str | None]:
        spell, digest = spelling_of(kind), self.of_kind(kind)
        known: dict[str | None, str | None] = {None: None}
        for value in set(values) - {None}:
            text = spell(value) if value is not None else None
            known[value] = None if text is None else digest(text).hex()
        return [known[value] for value in values]
