"""What goes wrong, in six families; each says what happened, with the value, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class RegularsError(Exception):
    """Base of every error that Regulars raises on purpose.

    ``code`` is stable and meant for programs; ``exit_code`` and ``http_status`` belong to the family.
    """

    code = "error"
    exit_code = 1
    http_status = 500

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.message


class InputError(RegularsError, ValueError):
    """What was asked for or handed in cannot be understood."""

    code = "input"
    exit_code = 2
    http_status = 422


class MissingError(RegularsError, LookupError):
    """A thing that was named does not exist."""

    code = "missing"
    exit_code = 3
    http_status = 404

    def __str__(self) -> str:
        return self.message


class ConflictError(RegularsError):
    """Something else holds what this needs, or it exists already."""

    code = "conflict"
    exit_code = 4
    http_status = 409


class DataError(RegularsError):
    """Stored or loaded data cannot be used as they are."""

    code = "data"
    exit_code = 5
    http_status = 422


class UnsupportedError(RegularsError, NotImplementedError):
    """A known thing that this engine, format or version cannot do."""

    code = "unsupported"
    exit_code = 6
    http_status = 501


class OutsideError(RegularsError):
    """A system outside (disk, database, network) failed; ``retry`` says whether trying again may help."""

    code = "outside"
    exit_code = 7
    http_status = 502

    def __init__(self, message: str, *, code: str | None = None, retry: bool = False) -> None:
        super().__init__(message, code=code)
        self.retry = retry


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place of a file, a mapping or a configuration."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def raise_faults(faults: Iterable[Fault], *, title: str) -> None:
    """Raise one InputError that tells all faults, numbered; do nothing where there are none."""
    listed = list(faults)
    if not listed:
        return
    count = "1 fault" if len(listed) == 1 else f"{len(listed)} faults"
    lines = [f"{title}: {count}."]
    lines += [f"  {number}. {fault}" for number, fault in enumerate(listed, 1)]
    error = InputError("\n".join(lines), code="faults")
    error.faults = listed  # type: ignore[attr-defined]
    raise error


def unknown(kind: str, name: object, known: Iterable[str], *, most: int = 20, see: str = "") -> str:
    """Say that a name is not known, guess what was meant, and list what is known, or ``see`` what lists it."""
    names = sorted(known)
    if see:
        meant = difflib.get_close_matches(str(name), names, n=3, cutoff=0.7) or _with_part(str(name), names)[:3]
        hint = f" Did you mean {' or '.join(map(repr, meant))}?" if meant else ""
        return f"no {kind} named {str(name)!r}.{hint} See them all: {see}"
    close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.6) or _with_part(str(name), names)
    guess = f" Did you mean {close[0]!r}?" if close else ""
    shown = ", ".join(names[:most]) + (", …" if len(names) > most else "")
    return f"no {kind} named {str(name)!r}.{guess} Known: {shown or 'none yet'}"


def _with_part(name: str, names: list[str]) -> list[str]:
    """Those names of which it is a word, as age is of age_band."""
    return [one for one in names if len(name) > 2 and name.lower() in one.lower().split("_")]
