"""Personal values as screens may show them: enough to recognise, too little to use."""

from __future__ import annotations

from collections.abc import Callable

from regulars.vault.normalise import normalise, spelling_of

HIDDEN = "****"


def mask(kind: str, value: str) -> str:
    """138****1234, a***@x.com, 王**. A value that is not valid for its kind is hidden whole."""
    spelling_of(kind)
    text = normalise(kind, value)
    return HIDDEN if text is None else _MASKS.get(kind, _hidden)(text)


def _phone(number: str) -> str:
    digits = number.removeprefix("+86") if len(number) == 14 else number
    if len(digits) < 10:
        return HIDDEN + digits[-2:]
    return f"{digits[:3]}{HIDDEN}{digits[-4:]}"


def _email(address: str) -> str:
    name, _, domain = address.rpartition("@")
    return f"{name[0] if len(name) > 1 else ''}***@{domain}"


def _name(name: str) -> str:
    return f"{name[0] if len(name) > 1 else ''}**"


def _ends(number: str) -> str:
    return f"{number[:3]}{HIDDEN}{number[-2:]}"


def _tail(number: str) -> str:
    return HIDDEN + number[-4:] if len(number) >= 8 else HIDDEN


def _birthday(day: str) -> str:
    return f"{day[:4]}-**-**"


def _hidden(_: str) -> str:
    return HIDDEN


_MASKS: dict[str, Callable[[str], str]] = {
    "phone": _phone,
    "email": _email,
    "name": _name,
    "id_number": _ends,
    "card": _tail,
    "openid": _tail,
    "unionid": _tail,
    "birthday": _birthday,
}
