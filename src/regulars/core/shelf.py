"""Shelves: declarations found by scanning a folder, so that a new one is one new file."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from regulars.core.errors import ConflictError, InputError, RegularsError

Declared = TypeVar("Declared")
_MOST_TOLD = 300


def declarations(package: str, constant: str, kind: type[Declared]) -> dict[str, Declared]:
    """All ``constant`` values of the modules of a package, by their ``name``."""
    shelf: dict[str, Declared] = {}
    found = importlib.import_module(package)
    for module in sorted(pkgutil.iter_modules(found.__path__), key=lambda info: info.name):
        loaded = importlib.import_module(f"{package}.{module.name}")
        _put(shelf, _declared(loaded, constant, kind), place=f"{package}.{module.name}")
    return shelf


def own_declarations(
    folder: Path, constant: str, kind: type[Declared], *, faults: dict[str, str] | None = None
) -> dict[str, Declared]:
    """The same from a shop's own folder of Python files.

    A file that cannot be used is an InputError, or where ``faults`` are asked for it is left out, and they say why.
    """
    shelf: dict[str, Declared] = {}
    for path in sorted(folder.glob("*.py")):
        try:
            _add(shelf, path, constant, kind)
        except RegularsError as error:
            if faults is None:
                raise
            faults[path.stem] = str(error)
    return shelf


def _add(shelf: dict[str, Declared], path: Path, constant: str, kind: type[Declared]) -> None:
    with telling(f"{path.parent.name}/{path.name}"):
        spec = importlib.util.spec_from_file_location(f"regulars_own_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise InputError("it cannot be read as Python")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        _put(shelf, _declared(module, constant, kind), place=path.name)


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Raise what a declaration's own code fails with as an InputError that says whose fault it is.

    Also where it would end the process: a file of a shop must not take the daily build away without a word.
    """
    try:
        yield
    except RegularsError as error:
        if str(error).startswith(what):
            raise
        raise type(error)(f"{what}: {error}", code=error.code) from error
    except SyntaxError as error:
        raise InputError(f"{what}: line {error.lineno} is no Python: {error.msg}") from error
    except (Exception, SystemExit) as error:
        message = " ".join(str(error).split())
        told = f"{type(error).__name__}: {message}" if message else type(error).__name__
        raise InputError(f"{what}: {told if len(told) <= _MOST_TOLD else told[:_MOST_TOLD] + '…'}") from error


def joined(shipped: dict[str, Declared], own: dict[str, Declared]) -> dict[str, Declared]:
    """Both shelves as one; a name that stands on both is an error, never a silent override."""
    twice = sorted(shipped.keys() & own.keys())
    if twice:
        raise ConflictError(f"declared twice, shipped and by the shop: {', '.join(twice)}. Rename the shop's own")
    return shipped | own


def _declared(module: Any, constant: str, kind: type[Declared]) -> Declared:
    value = getattr(module, constant, None)
    if not isinstance(value, kind):
        raise InputError(f"the file must define {constant} = {kind.__name__}(…)")
    return value


def _put(shelf: dict[str, Declared], value: Declared, *, place: str) -> None:
    name: str = value.name  # type: ignore[attr-defined]
    if name in shelf:
        raise ConflictError(f"{name!r} is declared twice, again in {place}")
    shelf[name] = value
