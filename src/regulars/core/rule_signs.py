"""Signs that other languages write and rules do not: each is told with what stands for it here, and then read as that,
so that the other faults of the rule are found too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: Full-width and typographic signs and what is meant, one for one.
WIDE = "０１２３４５６７８９．，、－＋（）［］：；＃＝＞＜！％＆｜＄￥−–—‘’“”「」\u3000\u00a0"
NARROW = "0123456789.,,-+()[]:;#=><!%&|$¥---''\"\"''  "
_FOLD = str.maketrans(WIDE, NARROW)
_QUOTED = re.compile(
    r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|['‘’][^'‘’\n]*['‘’]|[\"“”][^\"“”\n]*[\"“”]|「[^」\n]*」"
    r"|[#＃][^\n]*|['‘\"“「][^\n]*"
)
_NUMBER = r"(?<![\w.,])\d[\d,]*(?:\.\d+)?"
#: What is found → what to write for it; the first that fits counts.
_SIGNS: tuple[tuple[str, str], ...] = (
    (r"&&?", "and"), (r"\|\|?", "or"), (r"!==", "!="), (r"===", "=="), (r"<>|≠", "!="), (r"=>|[≥⩾≧]", ">="),
    (r"=<|[≤⩽≦]", "<="), (r"!(?!=)", "not"), (r"\bAND\b", "and"), (r"\bOR\b", "or"), (r"\bNOT\b", "not"),
    (r"\bIN\b", "in"),
)  # fmt: skip
_TOKENS = re.compile("|".join((
    r"(?P<day>(?<![\w.-])\d{4}(?P<dash>[-/])\d{1,2}(?P=dash)\d{1,2}(?![\w-]))",
    rf"(?P<percent>{_NUMBER}\s*%)", rf"(?P<unit>{_NUMBER}[万亿千元块天日月年岁次单折人件]+)",
    r"(?P<commas>(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,]))", r"(?P<money>[$¥€£]\s*(?=\d))",
    r"(?P<like>\bi?like\b(?=\s*')|\bI?LIKE\b(?=\s*'))", r"(?P<between>\b(?:between|BETWEEN)\b(?=\s+['\d]))",
    r"(?P<null>\b(?:is|IS)\s+(?P<not>(?:not|NOT)\s+)?(?:null|NULL)\b)",
    r"(?P<sign>" + "|".join(pattern for pattern, _ in _SIGNS) + ")", r"(?P<fine>[=!<>:]=)", r"(?P<equals>=)",
    r"(?P<semicolon>;)", r"(?P<open>[(\[{])", r"(?P<close>[)\]}])",
)))  # fmt: skip


@dataclass(frozen=True)
class Foreign:
    """What stands at a place of the text; ``instead`` is read for it, None where that takes more than one sign."""

    at: int
    length: int
    message: str
    instead: str | None


def foreign(text: str) -> list[Foreign]:
    """All such signs outside of quotes and remarks, in their order."""
    plain, wide = _folded(text)
    found = [*wide, *_tokens(_hidden(plain))]
    return sorted(found, key=lambda one: one.at)


def repaired(text: str, found: list[Foreign]) -> tuple[str, list[int]]:
    """The text as it is read, and of each of its signs where it comes from."""
    plain, places, at = _folded(text)[0], list[int](), 0
    pieces: list[str] = []
    for one in (one for one in found if one.length):
        pieces += [plain[at : one.at], one.instead or ""]
        places += [*range(at, one.at), *[one.at] * len(one.instead or "")]
        at = one.at + one.length
    return "".join([*pieces, plain[at:]]), [*places, *range(at, len(text) + 1)]


def _folded(text: str) -> tuple[str, list[Foreign]]:
    """Plain signs outside of quotes, the quotes themselves among them; one fault tells all that were not."""
    signs, at = list(text), 0
    ends = [(found.start(), found.end(), found[0][0] in "#＃") for found in _QUOTED.finditer(text)]
    spots: list[int] = []
    for start, end, is_remark in [*ends, (len(text), len(text), True)]:
        spots += [*range(at, min(start + 1, len(text))), *([] if is_remark or end - start < 2 else [end - 1])]
        at = end
    found = [spot for spot in spots if signs[spot] in WIDE]
    for spot in found:
        signs[spot] = signs[spot].translate(_FOLD)
    if not found:
        return text, []
    kinds = list(dict.fromkeys(text[spot] for spot in found))
    told = [("a blank" if sign.isspace() else sign, sign.translate(_FOLD)) for sign in kinds]
    message = f"full-width signs stand here: {' '.join(sign for sign, _ in told)}. Write the plain ones: " + " ".join(
        "a blank" if plain == " " else plain for _, plain in told
    )
    return "".join(signs), [Foreign(found[0], 0, message, "")]


def _hidden(text: str) -> str:
    """The text with nothing between its quotes and in its remarks; places stay."""

    def hide(found: re.Match[str]) -> str:
        inner = found[0]
        return " " * len(inner) if inner[0] == "#" else inner[0] + "_" * (len(inner) - 2) + inner[-1] * (len(inner) > 1)

    return _QUOTED.sub(hide, text)


def _tokens(text: str) -> Iterator[Foreign]:
    brackets: list[str] = []
    for found in _TOKENS.finditer(text):
        kind = next(name for name in _READ if found[name] is not None)
        if kind == "open":
            brackets.append(_bracket(text[: found.start()], found[0]))
        elif kind == "close":
            brackets = brackets[:-1]
        else:
            within = brackets[-1] if brackets else ""
            told = _READ[kind](found, within, text)
            if told is not None:
                yield Foreign(found.start(), len(found[0].rstrip()) if kind != "money" else len(found[0]), *told)


def _bracket(before: str, sign: str) -> str:
    """What a bracket opens: the values of a call, a list, or a part of the rule."""
    word = re.search(r"(\w*)\s*$", before)
    name = word[1] if word else ""
    if sign != "(" or name in ("in", "IN"):
        return "list"
    return "call" if name and name not in ("and", "or", "not", "AND", "OR", "NOT") else ""


Told = tuple[str, str | None] | None


def _day(found: re.Match[str], within: str, text: str) -> Told:
    written = found[0]
    with suppress(ValueError):
        written = date(*map(int, re.split("[-/]", written))).isoformat()
    return f"days stand between quotes: '{written}'", f"'{written}'"


def _percent(found: re.Match[str], within: str, text: str) -> Told:
    share = f"{(Decimal(found[0].rstrip('% ').replace(',', '')) / 100).normalize():f}"
    return f"{found[0]} is written as a share: {share}", share


def _unit(found: re.Match[str], within: str, text: str) -> Told:
    number = re.sub(r"[^\d.]", "", found[0])
    return f"{found[0]} is no number. Write its digits alone, such as 10000", number.lstrip("0") or "0"


def _commas(found: re.Match[str], within: str, text: str) -> Told:
    number = found[0].replace(",", "")
    if within == "list" and ",0" not in found[0]:
        return None  # a list of numbers
    return f"numbers stand without commas: {number}", number


def _null(found: re.Match[str], within: str, text: str) -> Told:
    return f"{found[0]} has no meaning here. Write: {'known' if found['not'] else 'unknown'}(tag)", None


def _sign(found: re.Match[str], within: str, text: str) -> Told:
    instead = next(instead for pattern, instead in _SIGNS if re.fullmatch(pattern.replace("(?!=)", ""), found[0]))
    blank = " " if instead.isalpha() else ""
    return f"{found[0]} has no meaning here. Write: {instead}", f"{blank}{instead}{blank}"


def _equals(found: re.Match[str], within: str, text: str) -> Told:
    is_setting = within == "call" and re.search(r"[(,]\s*\w+\s*$", text[: found.start()])
    return None if is_setting else ("Two things are compared with ==", "==")


#: Kind of token → what is told of it, and what it is read as.
_READ: dict[str, Callable[[re.Match[str], str, str], Told]] = {
    "day": _day, "percent": _percent, "unit": _unit, "commas": _commas, "null": _null, "sign": _sign,
    "equals": _equals, "money": lambda found, within, text: ("numbers stand without a sign of money", ""),
    "like": lambda found, within, text: (f"{found[0]} has no meaning here. Write: contains(tag, 'text')", None),
    "between": lambda found, within, text: (f"{found[0]} has no meaning here. Write: 100 <= tag <= 500", None),
    "semicolon": lambda found, within, text: ("One rule is one expression, without ;", " "),
    "fine": lambda found, within, text: None, "open": lambda found, within, text: None,
    "close": lambda found, within, text: None,
}  # fmt: skip
