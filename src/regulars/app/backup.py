"""One file with everything of a shop, and a new folder made from it."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.core.disk import check_folder, told_disk
from regulars.core.errors import ConflictError, DataError, InputError, MissingError

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace

MANIFEST = "manifest.json"
PLAIN = ("shop.yaml", "format", ".gitignore")
FOLDERS = ("mappings", "metrics", "tags", "behaviours", "audiences", "base_groups", "reports")
_BLOCK = 1 << 20


def backup(workspace: Workspace, path: Path | str, *, with_key: bool = False) -> Path:
    """Write lake, vault, configuration and reports of one moment into a tar file; nobody loads or builds meanwhile.

    The master key stays out unless ``with_key``: with it, whoever has the file reads the personal values. Under the
    name ``path`` there is a whole backup or none. ConflictError where it exists, MissingError where its folder is not
    there.
    """
    place = Path(path).expanduser().resolve()
    if place.exists():
        raise ConflictError(f"{place} exists and is not overwritten. Name a new file", code="exists")
    if workspace.folder.resolve() in place.parents:
        beside = os.path.join(os.pardir, place.name)
        raise InputError(
            f"{place} lies in the folder that it must outlive. Name a place outside, such as {beside}", code="inside"
        )
    key = _key_file(workspace) if with_key else None
    check_folder(place)
    part = place.with_name(place.name + ".part")
    with workspace.work("backup"), told_disk(place.parent), _beside(place) as copies:
        workspace.lake.recover()
        files = dict(_files(workspace, copies))
        if key is not None:
            files[key.name] = key
        _write(part, files)
    os.replace(part, place)
    _sync_folder(place.parent)
    return place


def restore(path: Path | str, folder: Path | str) -> Path:
    """Make a shop's folder from a backup, under any path. Every file is checked against the backup's manifest first.

    Without the key in the backup, put ``master.key`` into the folder or set REGULARS_MASTER_KEY before opening people's
    values. ConflictError where the folder is not empty, DataError where the backup is damaged.
    """
    source, target = Path(path).expanduser().resolve(), Path(folder).expanduser().resolve()
    if not source.is_file():
        raise MissingError(f"there is no backup {source}")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConflictError(f"{target} is not empty. Restore into a new folder", code="exists")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as part:
        _unpack(source, part / "shop")
        if target.exists():
            target.rmdir()
        os.replace(part / "shop", target)
    _sync_folder(target.parent)
    return target


def _key_file(workspace: Workspace) -> Path:
    from regulars.app.workspace import KEY_FILE

    file = workspace.folder / KEY_FILE
    if not file.exists():
        raise InputError(f"{file} does not exist: the key is in the environment, keep it where you keep that")
    return file


def _files(workspace: Workspace, copies: Path) -> Iterator[tuple[str, Path]]:
    """Names in the backup and where their content lies; open databases are copied first, the vault before its keys."""
    from regulars.lake.copy import copy_catalogue
    from regulars.vault.store import KEYS, VALUES

    folder = workspace.folder
    copy_catalogue(folder / "lake", copies / "catalog.sqlite")
    workspace.vault.backup(copies / VALUES)
    workspace.vault.backup_keys(copies / KEYS)
    yield "lake/catalog.sqlite", copies / "catalog.sqlite"
    yield f"vault/{VALUES}", copies / VALUES
    yield f"vault/{KEYS}", copies / KEYS
    for name in PLAIN:
        if (folder / name).exists():
            yield name, folder / name
    for root in (*(folder / name for name in FOLDERS), folder / "lake" / "data"):
        for path in sorted(root.rglob("*")) if root.exists() else ():
            if path.is_file() and path.suffix not in (".pyc", ".part"):
                yield path.relative_to(folder).as_posix(), path


def _write(part: Path, files: dict[str, Path]) -> None:
    """The manifest stands first, so that a damaged backup is noticed while it is read."""
    listed = {name: {"bytes": path.stat().st_size, "sha256": _digest(path)} for name, path in files.items()}
    head = {"what": "regulars backup", "at": datetime.now(UTC).isoformat(timespec="seconds"), "files": listed}
    with _beside(part) as folder, part.open("wb") as file:
        os.chmod(part, 0o600)
        manifest = folder / MANIFEST
        manifest.write_text(json.dumps(head, indent=1), encoding="utf-8")
        with tarfile.open(fileobj=file, mode="w") as archive:
            for name, path in {MANIFEST: manifest, **files}.items():
                archive.add(path, arcname=name, recursive=False, filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of this machine's people goes into the file."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A private folder on the same disk; what a killed run left under the same name goes first."""
    prefix = f".regulars-{place.name}."
    for left in place.parent.glob(f"{glob.escape(prefix)}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=prefix) as folder:
        yield Path(folder)


def _unpack(source: Path, part: Path) -> None:
    part.mkdir(mode=0o700)
    try:
        with tarfile.open(source) as archive:
            archive.extractall(part, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise DataError(
            f"{source.name} is no whole backup: it is no tar file, or damaged, or it ends too early. Take another one",
            code="damaged",
        ) from error
    manifest = part / MANIFEST
    if not manifest.exists():
        raise DataError(f"{source.name} is no backup of Regulars: it holds no {MANIFEST}", code="damaged")
    listed = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    wrong = [name for name, told in listed.items() if not _is_whole(part / name, told)]
    if wrong:
        raise DataError(f"{source.name} is damaged at {', '.join(wrong[:5])}. Take another one", code="damaged")
    manifest.unlink()
    (part / "lake" / "data").mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (part / name).mkdir(exist_ok=True)


def _is_whole(path: Path, told: dict[str, object]) -> bool:
    return path.is_file() and path.stat().st_size == told["bytes"] and _digest(path) == told["sha256"]


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _sync_folder(folder: Path) -> None:
    """A rename survives a power cut only when its folder is written too; Windows has no such call."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
