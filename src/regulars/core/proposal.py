"""What a column of an unknown export most likely is: guesses from its header and values, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regulars.core.column_facts import ColumnFacts
from regulars.core.proposal_words import MARKS, Remarks

#: Below it a person should look.
SURE = 0.8
#: How sure a column is at most of which some values do not fit.
BUT_FOR = 0.7
PERSONAL = ("phone", "email", "id_number", "name", "address", "birthday")


@dataclass(frozen=True)
class Guess:
    """What one column is taken for (``role`` None: for nothing), how surely (0 to 1), and why."""

    column: str
    role: str | None
    confidence: float
    reason: str

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True)
class Question:
    """Something that the file does not tell and a person must decide."""

    about: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """A mapping file as text, what it rests on, and what remains to be decided. ``rows`` were looked at."""

    yaml: str
    guesses: tuple[Guess, ...]
    questions: tuple[Question, ...]
    rows: int

    @property
    def unsure(self) -> tuple[Guess, ...]:
        return tuple(guess for guess in self.guesses if not guess.is_sure)

    @property
    def marked(self) -> tuple[tuple[int, str], ...]:
        """The lines of the YAML that are marked unsure, with their numbers from 1."""
        lines = enumerate(self.yaml.splitlines(), 1)
        return tuple((number, line.strip()) for number, line in lines if any(mark in line for mark in MARKS.values()))

    @property
    def to_check(self) -> int:
        """What a person should look at: the lines marked unsure, and the unsure columns that stand in none of them."""
        # Before the mark only: a remark may name a column by chance, as Chinese words for a time of payment do.
        told = " ".join(re.split("|".join(MARKS.values()), line)[0] for _, line in self.marked)
        return len(self.marked) + sum(guess.column not in told for guess in self.unsure)


def guesses(columns: Sequence[ColumnFacts], roles: Mapping[str, Any], say: Remarks) -> list[Guess]:
    """One guess a column; a role goes to the column that fits it best. ``roles`` are those of headers.yaml."""
    scored = sorted(
        (
            (-score, place, role, reason)
            for place, facts in enumerate(columns)
            for role, score, reason in _fitting(facts, roles, say)
        ),
        key=lambda one: one[:2],
    )
    found: dict[int, Guess] = {}
    taken: dict[str, str] = {}
    for negative, place, role, reason in scored:
        if place in found or (role in taken and role not in PERSONAL):
            continue
        taken[role] = columns[place].name
        found[place] = Guess(columns[place].name, role, -negative, reason)
    _only_moment(columns, found, taken, say)
    return [found.get(place) or _nothing(facts, roles, taken, say) for place, facts in enumerate(columns)]


def header_role(header: str, roles: Mapping[str, Any]) -> str | None:
    """What a header by itself most likely means; None where it sounds like nothing known."""
    scores = {
        role: _header_score(header, [str(word) for word in (*entry["en"], *entry["zh"])])[0]
        for role, entry in roles.items()
    }
    best = max(scores, key=lambda role: scores[role])
    return best if scores[best] else None


def _fitting(facts: ColumnFacts, roles: Mapping[str, Any], say: Remarks) -> list[tuple[str, float, str]]:
    """The roles that header or values allow, with how well they fit."""
    if facts.looks_like is not None:
        return [(facts.looks_like, 0.97, say("values_look_like", kind=facts.looks_like))]
    fitting = []
    for role, entry in roles.items():
        score, word = _header_score(facts.name, [str(word) for word in (*entry["en"], *entry["zh"])])
        for special, pattern in entry.get("like", {}).items():
            if spelled(facts.name) == special and all(re.fullmatch(pattern, text) for text in facts.texts if text):
                score, word = 0.96, special
        if not score:
            continue
        if facts.kind == "empty":
            fitting.append((role, min(score, 0.5), say("header_blank", word=word)))
        elif facts.kind in entry["kinds"] and facts.odd and "text" not in entry["kinds"]:
            fitting.append((role, min(score, BUT_FOR), _but_for(facts, word, say)))
        elif facts.kind in entry["kinds"]:
            fitting.append((role, score, say("header_and_values", word=word)))
    return fitting


def _but_for(facts: ColumnFacts, word: str, say: Remarks) -> str:
    """That the values fit but for some, and the first of these."""
    place = facts.odd[0]
    return say(
        "header_and_most", word=word, odd=len(facts.odd), filled=facts.filled, row=place + 1,
        text=(facts.texts[place] or "")[:20],
    )  # fmt: skip


def _header_score(header: str, words: list[str]) -> tuple[float, str]:
    """How well a header fits one of the words: 0.95 for the word itself, less the smaller a part of it the word is."""
    spoken = spelled(header)
    best, found = 0.0, ""
    for place, word in enumerate(words):
        wanted = spelled(word)
        if spoken == wanted:
            score = 0.95 - 0.001 * place
        elif wanted.isascii() and re.search(rf"\b{re.escape(wanted)}\b", spoken):
            score = 0.45 + 0.35 * len(wanted) / len(spoken)
        elif not wanted.isascii() and wanted in spoken:
            score = 0.5 + 0.4 * len(wanted) / len(spoken)
        else:
            continue
        if score > best:
            best, found = score, word
    return best, found


def spelled(header: str) -> str:
    """A header as words: InvoiceNo, invoice_no and 'Invoice No.' are one; remarks in brackets are left out."""
    text = unicodedata.normalize("NFKC", header)
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text) if re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text).strip() else text
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    text = re.sub(r"[_\-./:#]+", " ", text).casefold()
    text = re.sub(r"\s+", " ", text).strip()
    return text if text.isascii() else text.replace(" ", "")


def _only_moment(columns: Sequence[ColumnFacts], found: dict[int, Guess], taken: dict[str, str], say: Remarks) -> None:
    """A file's one column of times is the time of the order, whatever its header."""
    moments = [place for place, facts in enumerate(columns) if facts.kind == "moment" and place not in found]
    if "ordered_at" not in taken and len(moments) == 1:
        name = columns[moments[0]].name
        found[moments[0]] = Guess(name, "ordered_at", 0.5, say("only_moment"))
        taken["ordered_at"] = name


def _nothing(facts: ColumnFacts, roles: Mapping[str, Any], taken: Mapping[str, str], say: Remarks) -> Guess:
    rivals = [role for role, _, _ in _fitting(facts, roles, say) if role in taken]
    if rivals:
        return Guess(facts.name, None, 0.4, say("rival", role=rivals[0], column=taken[rivals[0]]))
    if any(
        _header_score(facts.name, [str(word) for word in (*entry["en"], *entry["zh"])])[0] for entry in roles.values()
    ):
        return Guess(facts.name, None, 0.4, say("header_not_values", kind=facts.kind))
    return Guess(facts.name, None, 0.0, say("neither_header_nor_values"))
