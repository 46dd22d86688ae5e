"""The audiences of a shop as files of its ``audiences`` folder: read, save, remove, and take the last change back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from regulars.app.evening import names
from regulars.app.tags import usable
from regulars.core.audience_file import SavedAudience, is_name, read_audience
from regulars.core.disk import told_disk
from regulars.core.document import read_yaml
from regulars.core.errors import ConflictError, InputError, MissingError, RegularsError, unknown
from regulars.core.rule import Rule
from regulars.core.rule_read import read
from regulars.core.rule_set import filled

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace
    from regulars.core.rule_words import Names


def saved_names(workspace: Workspace) -> list[str]:
    return sorted(path.stem for path in _folder(workspace).glob("*.yaml"))


def saved(workspace: Workspace, name: str) -> SavedAudience:
    """A checked audience. MissingError where there is none, InputError with all faults of its file."""
    path = _path(workspace, name)
    if not path.exists():
        raise MissingError(unknown("audience", name, saved_names(workspace)))
    return _read(workspace, name, path)


def _read(workspace: Workspace, name: str, path: Path) -> SavedAudience:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8") from error
    return read_audience(name, read_yaml(text, name=f"audience {name!r}"), names(workspace, saved_names(workspace)))


def rule_of(workspace: Workspace, text: str) -> tuple[SavedAudience | None, Rule]:
    """A saved audience by its name, or a rule; both with the audiences that they name filled in."""
    if text in saved_names(workspace):
        found = saved(workspace, text)
        return found, filled(found.rule, lambda name: saved(workspace, name).rule, name=text)
    known = names(workspace, saved_names(workspace))
    if is_name(text) and " " not in text and text not in known.fields:  # a name that was mistyped rather than a rule
        hint = "A rule is a condition such as: spend_12m >= 1000"
        raise MissingError(f"{unknown('audience', text, saved_names(workspace))}. {hint}")
    rule = _understood(workspace, text, known)
    return None, filled(rule, lambda name: saved(workspace, name).rule)


def _understood(workspace: Workspace, text: str, known: Names) -> Rule:
    """A rule; where it cannot be read, what is wrong with the shop's own tags is told too, for it may be that."""
    try:
        return read(text, known)
    except InputError as error:
        faults = [told for name, told in usable(workspace.folder)[1].items() if name in text]
        if not faults:
            raise
        raise InputError("\n".join([str(error), *faults])) from error


def save(
    workspace: Workspace, name: str, rule: str | Mapping[str, Any], *, title: str | Mapping[str, str] = "",
    about: str = "", replace: bool = False,
) -> SavedAudience:  # fmt: skip
    """Keep a rule (its text, or ``{"all": [...]}`` and the like) under a name. ``title`` is a text, or one of each
    language: ``{"en": …, "zh": …}``.

    InputError with all faults; ConflictError where the name is taken and ``replace`` is not said.
    """
    path = _path(workspace, name)
    if name in names(workspace, []).fields:
        raise InputError(f"{name!r} is a tag, so a rule could mean either. Give the audience another name")
    if path.exists() and not replace:
        raise ConflictError(f"there is an audience {name!r} already. Replace it with --replace, or take another name")
    plain = title if isinstance(title, str) else dict(title)
    data: dict[str, Any] = {key: value for key, value in (("title", plain), ("about", about)) if value}
    data |= {"rule": rule} if isinstance(rule, str) else dict(rule)
    found = read_audience(name, data, names(workspace, saved_names(workspace)))
    filled(found.rule, lambda other: saved(workspace, other).rule, name=name)
    _write(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110))
    return found


def remove(workspace: Workspace, name: str) -> None:
    """Take an audience away; ``undo`` brings it back. ConflictError where others are made of it."""
    path = _path(workspace, name)
    if not path.exists():
        raise MissingError(unknown("audience", name, saved_names(workspace)))
    if used := [other for other in saved_names(workspace) if other != name and _names(workspace, other, name)]:
        raise ConflictError(f"audience {name!r} is part of {', '.join(used)}. Change or remove these first")
    with told_disk(workspace.folder):
        os.replace(path, _before(path))


def undo(workspace: Workspace, name: str) -> str:
    """Take the last ``save`` that replaced something, or ``remove``, back: ``swapped`` with it, or ``restored``.

    InputError where what it was cannot be used any more: it names what is gone, or an audience that is made of it.
    """
    path = _path(workspace, name)
    before = _before(path)
    if not before.exists():
        raise MissingError(f"nothing of audience {name!r} can be taken back: it was neither replaced nor removed")
    filled(_read(workspace, name, before).rule, lambda other: saved(workspace, other).rule, name=name)
    with told_disk(workspace.folder):
        if not path.exists():
            os.replace(before, path)
            return "restored"
        kept = path.with_name(f"{path.name}.{os.getpid()}.part")
        shutil.copyfile(path, kept)
        os.replace(before, path)
        os.replace(kept, before)
    return "swapped"


def _names(workspace: Workspace, other: str, name: str) -> bool:
    """Whether an audience names another one; a file that cannot be read is told when it is used."""
    from regulars.core.rule import InAudience, parts

    def within(rule: Rule) -> bool:
        return (isinstance(rule, InAudience) and rule.name == name) or any(within(part) for part in parts(rule))

    try:
        return within(saved(workspace, other).rule)
    except RegularsError:
        return False


def _folder(workspace: Workspace) -> Path:
    return workspace.folder / "audiences"


def _path(workspace: Workspace, name: str) -> Path:
    if not is_name(name):
        raise InputError(f"{name!r} cannot be the name of an audience: letters, digits, blanks, - and _, 60 at most")
    return _folder(workspace) / f"{name}.yaml"


def _before(path: Path) -> Path:
    return path.with_name(f"{path.name}.bak")


def _write(path: Path, text: str) -> None:
    """The file whole or not at all; what was there before is kept beside it."""
    with told_disk(path.parent.parent):
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            part.write_text(text, encoding="utf-8")
            if path.exists():
                os.replace(path, _before(path))
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
