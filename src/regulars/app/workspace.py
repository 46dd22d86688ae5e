"""A shop's folder: where its lake, vault, configuration and own declarations lie, and how they are opened."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from regulars.app.engine import engine_of
from regulars.app.mappings import Mappings
from regulars.catalogue.shelf import tables
from regulars.core.disk import told_disk
from regulars.core.document import read_yaml
from regulars.core.errors import ConflictError, InputError, MissingError
from regulars.core.mapping import SourceMapping
from regulars.core.settings import Settings, read_settings
from regulars.core.table import Table

if TYPE_CHECKING:
    from regulars.app.sample import Sample
    from regulars.lake import Lake, WorkLock
    from regulars.vault import Vault

FORMAT = 1
KEY_FILE = "master.key"
DEMO_FILE = "demo"  #: its presence says that the shop is made up
_UNSHARED = (
    "# What a version control may keep is what you write: shop.yaml, mappings, metrics.\n"
    f"/{KEY_FILE}\n/lake/\n/vault/\n/reports/\n/exports/\n"
)


@dataclass
class Workspace:
    """Everything of one shop in one folder; doors open when first used."""

    folder: Path
    wait: float = 0.0
    told: Callable[[str], None] | None = None
    starting: Callable[[str], None] = lambda master: None  #: hears where Spark is about to start

    def __post_init__(self) -> None:
        self.folder = self.folder.expanduser().absolute()
        if not (self.folder / "shop.yaml").exists():
            make = f"regulars init {shlex.quote(self.folder.name)}"
            raise MissingError(f"{self.folder} is not a shop's folder. Make one with: {make}")
        found = (
            (self.folder / "format").read_text(encoding="utf-8").strip() if (self.folder / "format").exists() else "0"
        )
        if found != str(FORMAT):
            from regulars.app.migrate import migrate

            migrate(self.folder, found)

    @classmethod
    def create(cls, folder: Path, settings: Mapping[str, Any]) -> Workspace:
        """A new shop. Raises ConflictError where the folder is not empty, InputError for settings that cannot be."""
        from regulars.lake import Lake
        from regulars.vault import ENVIRONMENT, Vault, create_master_key, load_master_key

        read_settings(dict(settings))
        if folder.exists() and any(folder.iterdir()):
            raise ConflictError(f"folder {folder} has files in it. Choose a new folder, or open the shop that is there")
        with told_disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            (folder / "mappings").mkdir()
            (folder / "metrics").mkdir()
            (folder / "audiences").mkdir()
            (folder / "reports").mkdir()
            if not os.environ.get(ENVIRONMENT):
                create_master_key(folder / KEY_FILE)
            Vault.create(folder / "vault", load_master_key(folder / KEY_FILE)).close()
            Lake.create((folder / "lake").absolute()).close()
            (folder / ".gitignore").write_text(_UNSHARED, encoding="utf-8")
            (folder / "format").write_text(f"{FORMAT}\n", encoding="utf-8")
            (folder / "shop.yaml").write_text(_settings_text(settings), encoding="utf-8")
        return cls(folder)

    @cached_property
    def settings(self) -> Settings:
        try:
            text = (self.folder / "shop.yaml").read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"shop.yaml is not readable YAML: {error}") from error
        data = read_yaml(text, name="shop.yaml")
        settings = read_settings(data or {})
        return settings if "name" in (data or {}) else replace(settings, name=self.folder.name)

    @cached_property
    def lake(self) -> Lake:
        from regulars.lake import Lake

        with told_disk(self.folder):
            return Lake(self.folder / "lake", engine=engine_of(self.settings, starting=self.starting))

    @cached_property
    def vault(self) -> Vault:
        from regulars.vault import Vault, load_master_key

        return Vault.open(self.folder / "vault", load_master_key(self.folder / KEY_FILE))

    @cached_property
    def sample(self) -> Sample:
        """The customers that estimates are made of."""
        from regulars.app.sample import Sample

        return Sample(self)

    def close(self) -> None:
        self.__dict__.pop("sample", None)
        for door in ("lake", "vault"):
            if door in self.__dict__:
                self.__dict__.pop(door).close()

    @contextmanager
    def work(self, what: str, *, embedded: bool = False) -> Iterator[WorkLock]:
        """The lock of a load or a build; waits as long as the workspace was told to.

        ``embedded``: DuckDB does it, whichever engine the shop builds with: loads use words that no other one has.
        OutsideError where the disk is full or may not be written to.
        """
        from regulars.lake import WorkLock
        from regulars.lake.lock import describe

        def tell(holder: dict[str, Any]) -> None:
            if self.told is not None and self.wait > 0:
                self.told(f"waiting for {describe(holder)} to finish")

        held = WorkLock(self.folder / "lake", what=what, wait=self.wait, told=tell)
        with told_disk(self.folder), held as lock, self.lake.embedded() if embedded else nullcontext():
            yield lock

    # Mappings --------------------------------------------------------------------------------------------------------

    @property
    def tables(self) -> dict[str, Table]:
        return tables()

    @property
    def mappings(self) -> Mappings:
        return Mappings(self.folder / "mappings")

    def mapping_names(self) -> list[str]:
        return self.mappings.mapping_names()

    def mapping_text(self, name: str) -> str:
        return self.mappings.mapping_text(name)

    def mapping(self, name: str, *, columns: list[str] | None = None) -> SourceMapping:
        """A checked mapping: of the catalogue, of the shop's own ``mappings`` folder, or a YAML file."""
        return self.mappings.mapping(name, columns=columns)

    def mappings_of(self, name: str) -> list[str]:
        """The mapping itself, or those of an export of several files (``complete_journey/…``)."""
        return self.mappings.mappings_of(name)


def _settings_text(settings: Mapping[str, Any]) -> str:
    head = (
        "# What this shop is. Thresholds of groups, stages and tiers can be set here too:\n"
        "#   rfm: {valuable: 200, modest: 50, mode: fixed, margin: 0}\n"
        "#   stages: {lost_days: 180}\n"
        "#   tiers: {gold: 5000, diamond: 20000}\n"
        "# See docs/concepts/segments.md.\n"
    )
    return head + yaml.safe_dump(dict(settings), allow_unicode=True, sort_keys=False)
