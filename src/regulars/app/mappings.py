"""The mappings by name: those of the catalogue, those of a shop's own folder, and YAML files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from regulars.catalogue.shelf import mapping_texts, tables
from regulars.core.document import read_yaml
from regulars.core.errors import ConflictError, InputError, MissingError, unknown
from regulars.core.mapping import SourceMapping, read_mapping


@dataclass(frozen=True)
class Mappings:
    """``folder`` is the shop's own; without one only the shipped mappings are known."""

    folder: Path | None

    def mapping_names(self) -> list[str]:
        return sorted({*mapping_texts(), *self._own_mappings()})

    def mapping_text(self, name: str) -> str:
        own = self._own_mappings()
        if name in own and name in mapping_texts():
            raise ConflictError(f"mapping {name!r} is both shipped and in {self.folder}. Rename the shop's own")
        if name in own:
            return _yaml_text(own[name])
        if name in mapping_texts():
            return mapping_texts()[name]
        path = Path(name)
        if path.suffix in (".yaml", ".yml") and path.exists():
            return _yaml_text(path)
        if inner := [known for known in self.mapping_names() if known.startswith(f"{name}/")]:
            raise MissingError(f"{name!r} is an export of several files. Name one of its mappings: {', '.join(inner)}")
        known = {*self.mapping_names(), *(one.split("/")[0] for one in self.mapping_names())}
        raise MissingError(unknown("mapping", name, known, see="regulars mappings"))

    def mapping(self, name: str, *, columns: list[str] | None = None) -> SourceMapping:
        """A checked mapping: of the catalogue, of the shop's own ``mappings`` folder, or a YAML file."""
        data = read_yaml(self.mapping_text(name), name=f"mapping {name!r}")
        plain = Path(name).stem if name.endswith((".yaml", ".yml")) else name
        return read_mapping(plain, data, tables=tables(), columns=columns)

    def mappings_of(self, name: str) -> list[str]:
        """The mapping itself, or those of an export of several files (``complete_journey/…``)."""
        inner = [known for known in self.mapping_names() if known.startswith(f"{name}/")]
        return inner or [name]

    def _own_mappings(self) -> dict[str, Path]:
        root = self.folder
        if root is None or not root.exists():
            return {}
        return {str(path.relative_to(root).with_suffix("")): path for path in root.rglob("*.yaml")}


def _yaml_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8") from error
