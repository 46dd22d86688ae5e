"""The master key: made once, read from the environment or a private file, and split into keys of one use each."""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regulars.core.errors import ConflictError, InputError, MissingError, OutsideError

ENVIRONMENT = "REGULARS_MASTER_KEY"
KEY_BYTES = 32
_FROM_URL_SAFE = str.maketrans("-_", "+/")


@dataclass(frozen=True)
class Keys:
    """What the vault derives from one master key; no part tells another."""

    token: bytes = field(repr=False)
    subject: bytes = field(repr=False)
    wrap: bytes = field(repr=False)
    check: bytes = field(repr=False)


def derive(master: bytes) -> Keys:
    """HKDF-SHA256 (RFC 5869) without salt: the master key is uniform, and tokens must outlive a rebuilt vault."""
    if len(master) != KEY_BYTES:
        raise InputError(f"a master key has {KEY_BYTES} bytes, this one {len(master)}: use load_master_key()")
    return Keys(*(_expand(master, use) for use in ("token", "subject", "wrap", "check")))


def create_master_key(path: str | Path) -> bytes:
    """Make a random key in a new file that only its owner may read. ConflictError where the file exists."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    key = os.urandom(KEY_BYTES)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConflictError(
            f"{place} exists and is not overwritten: what is sealed under its key would be lost. "
            "Use that key, or choose another path for a new vault",
            code="key_exists",
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(key) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def load_master_key(path: str | Path | None = None, *, environ: Mapping[str, str] | None = None) -> bytes:
    """The key from REGULARS_MASTER_KEY, which wins, or from the file at ``path``. MissingError where neither is."""
    text = (os.environ if environ is None else environ).get(ENVIRONMENT, "").strip()
    if text:
        return _decode(text, ENVIRONMENT)
    if path is None or not Path(path).exists():
        tried = f"{ENVIRONMENT} is not set" + (f" and {path} does not exist" if path is not None else "")
        raise MissingError(f"no master key: {tried}. Set the variable, or restore the key file", code="no_key")
    return _decode(_read_private(Path(path)), str(path))


def _expand(master: bytes, use: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = f"regulars vault 1 {use}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def _read_private(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise InputError(
                    f"{path} can be read by others than its owner (mode {mode:04o}): run chmod 600 {path}, "
                    "and ask yourself who has read it",
                    code="key_exposed",
                )
            return file.read().decode("ascii", "replace").strip()
    except OSError as error:
        raise OutsideError(f"{path} cannot be read: {error.strerror}. Check its owner and mode") from error


def _decode(text: str, where: str) -> bytes:
    """Never repeats the text: it is or resembles a secret."""
    try:
        key = base64.b64decode(text.translate(_FROM_URL_SAFE), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError(
            f"{where} holds no master key: expected {KEY_BYTES} bytes in base64 (44 characters). "
            "Restore it from your copy; create_master_key() makes one for a new vault",
            code="bad_key",
        )
    return key
