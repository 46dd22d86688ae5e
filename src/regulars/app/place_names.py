"""Names of places in the words of people: Chinese provinces and the countries of the world, to their codes."""

from __future__ import annotations

import re
from functools import cache


@cache
def regions() -> dict[str, str]:
    """The first two signs of a province's name, and its GB/T 2260 code itself, to the code."""
    from regulars.catalogue.shelf import regions as listed

    return {start: entry["code"] for entry in listed() for start in (entry["start"], entry["code"])}


def place_name(kind: str, code: str, language: str) -> str:
    """A province or a country by its code; what is none of them stands as it is."""
    if kind == "country":
        return str(_territories(language).get(code, code))
    if kind != "province":
        return code
    from regulars.catalogue.shelf import regions as listed

    names = {entry["code"]: entry["name" if language == "zh" else "en"] for entry in listed()}
    return names.get(code, code)


@cache
def _territories(language: str) -> dict[str, str]:
    from babel import Locale

    return dict(Locale(language).territories)


@cache
def countries() -> dict[str, str]:
    """Names of countries in English and Chinese, lower case, to ISO 3166 codes."""
    from babel import Locale

    found = {}
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[name.lower()] = code
    return found | {"eire": "IE", "rsa": "ZA", "usa": "US", "uk": "GB", "great britain": "GB", "england": "GB"}


@cache
def place_codes(kind: str) -> dict[str, str]:
    """Every name of a province (whole or short, Chinese or English) or of a country, and the codes, to the code."""
    from regulars.catalogue.shelf import regions as listed

    if kind == "country":
        return countries() | {code.lower(): code for code in countries().values()}
    found: dict[str, str] = {}
    for entry in listed():
        short = re.sub("(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$", "", entry["name"])
        names = (entry["code"], entry["name"], short, entry["en"].lower(), f"{entry['en'].lower()} province")
        found |= dict.fromkeys(names, entry["code"])
    return found


@cache
def place_words(kind: str) -> tuple[str, ...]:
    """The names that are offered where one is not known."""
    if kind == "country":
        return (*_territories("en").values(), *_territories("zh").values())
    from regulars.catalogue.shelf import regions as listed

    return tuple(entry[name] for entry in listed() for name in ("name", "en"))
