"""Which orders of a file are paid, told by the time of the payment, by the words of a status, or by both."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from regulars.core.proposal_text import quoted

if TYPE_CHECKING:
    from regulars.app.map_tables import Draft


def paid_condition(draft: Draft, paid: Mapping[str, list[str]]) -> str | None:
    """The formula that holds for paid rows; None where the file tells nothing. Lists the status words in the draft."""
    conditions = []
    if (time := draft.col("paid_at")) is not None:
        conditions.append(f"not missing({time})")
    status = draft.evidence.of("status")
    if status is not None and not status.words:
        draft.ask("status", "status_too_many", column=status.name)
    elif status is not None:
        draft.read(status.name)
        _translate(draft, status.words, paid)
        conditions.append(f"word({quoted(status.name)}, 'paid') == 'yes'")
    return " and ".join(conditions) or None


def _translate(draft: Draft, seen: Mapping[str, int], paid: Mapping[str, list[str]]) -> None:
    """A meaning for each word seen, and for the known words of the same language that may come later in the file."""
    meanings: dict[str, str] = {}
    doubts: dict[str, str] = {}
    for word in seen:
        meanings[word], why = _meaning(draft, word, paid)
        if why:
            doubts[word] = why
            draft.ask("status", "status_is_paid" if meanings[word] == "yes" else "status_is_unpaid", word=word, why=why)
    is_chinese = any(not word.isascii() for word in seen)
    for meaning in ("yes", "no"):
        for word in paid[meaning]:
            if word.isascii() != is_chinese and _spelled(word) not in map(_spelled, meanings):
                meanings[word] = meaning
    draft.words["paid"] = meanings
    draft.unsure["paid"] = doubts


def _meaning(draft: Draft, word: str, paid: Mapping[str, list[str]]) -> tuple[str, str]:
    """yes or no, and the reason to doubt it, if any. Payment times tell what a word leaves open."""
    plain = _spelled(word)
    listed = next((meaning for meaning in ("yes", "no") if plain in map(_spelled, paid[meaning])), None)
    is_clear = listed is not None and plain not in map(_spelled, paid["unclear"])
    if is_clear and listed is not None:
        return listed, ""
    share = draft.evidence.paid_share(word)
    if share is not None:
        meaning = "yes" if share >= 0.5 else "no"
        if listed is None:
            return meaning, draft.say("word_unknown_share", share=share)
        return meaning, "" if (meaning, share) in ((listed, 0), (listed, 1)) else (
            draft.say("word_either", share=share)
        )
    if listed is not None:
        return listed, draft.say("word_maybe_paid")
    return "no", draft.say("word_unknown")


def _spelled(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
