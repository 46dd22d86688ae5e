"""A vault in a fresh folder, and what every test of it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.vault import Vault

KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path):
    with Vault.create(folder, KEY) as vault:
        yield vault


@pytest.fixture
def reveal():
    def ask(vault: Vault, subject: str, kind: str = "phone") -> list[str]:
        return vault.reveal(subject, kind, purpose="test", by="tester")

    return ask


@pytest.fixture
def bytes_of():
    """Every byte in a folder: files, WAL and shared memory alike."""

    def read(folder: Path) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())

    return read
