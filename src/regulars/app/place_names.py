"""Names of places in the words of people: Chinese provinces and the countries of the world, to their codes."""

from __future__ import annotations

from functools import cache


@cache
def regions() -> dict[str, str]:
    """The first two signs of a province's name to its GB/T 2260 code."""
    from regulars.catalogue.shelf import regions as listed

    return {entry["start"]: entry["code"] for entry in listed()}


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
