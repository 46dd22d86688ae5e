"""A mapping written from evidence: its sections, the remarks on them, and the questions that remain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from regulars.app.map_tables import Columns, Draft, drafted, is_chinese
from regulars.core.errors import InputError
from regulars.core.evidence import Evidence
from regulars.core.proposal import PERSONAL, Guess, Proposal
from regulars.core.proposal_text import block, line, quoted, remark, scalar, table

if TYPE_CHECKING:
    from regulars.core.proposal_words import Remarks
    from regulars.core.settings import Settings


#: Zones of which a file of summer and winter may show these offsets.
_OFFSETS = {
    "America/New_York": {"-0500", "-0400"}, "America/Chicago": {"-0600", "-0500"}, "America/Denver": {"-0700", "-0600"},
    "America/Los_Angeles": {"-0800", "-0700"}, "Europe/London": {"+0000", "Z", "+0100"},
    "Europe/Berlin": {"+0100", "+0200"}, "Asia/Shanghai": {"+0800"}, "Asia/Tokyo": {"+0900"},
    "Australia/Sydney": {"+1000", "+1100"},
}  # fmt: skip


def compose(
    name: str, evidence: Evidence, *, paid: Mapping[str, list[str]], settings: Settings | None, say: Remarks,
    is_zone_said: bool = False,
) -> Proposal:  # fmt: skip
    """The mapping and what it leaves open. ``is_zone_said``: the zone of the settings is no default.

    Raises InputError where neither orders nor people can be seen.
    """
    draft = drafted(evidence, paid, say)
    if not draft.tables:
        told = "; ".join(f"{guess.column}: {guess.role or _unknown(evidence, guess)}" for guess in evidence.guesses)
        raise InputError(
            f"{name}: no order number with a time, and no account with a registration, can be seen ({told}). "
            "Name the columns clearly (order number, order date), or write the mapping by hand"
        )
    heading, attributes = _heading(evidence, draft, settings, is_zone_said=is_zone_said), _attributes(evidence, draft)
    _ask_about_unused_money(evidence, draft)
    lines = [
        *remark(say("checked_from", rows=evidence.rows, name=name)),
        *(text for question in draft.questions for text in remark(f"{question.about}: {question.text}")),
        *_unmapped(evidence, draft),
        *heading,
        *block("words", _words(draft)),
        *block("let", [line(key, value, indent=2) for key, value in draft.let.items()]),
        *block(
            "reject",
            [text for when, why in draft.rejects for text in (f"  - when: {scalar(when)}", f"    reason: {why}")],
        ),
        *block("tables", _tables(draft)),
        *_contacts(draft),
        *attributes,
    ]
    return Proposal("\n".join(lines) + "\n", tuple(evidence.guesses), tuple(draft.questions), evidence.rows)


def _unknown(evidence: Evidence, guess: Guess) -> str:
    """What an error can tell of a column without a role: errors are English, the reasons of guesses may not be."""
    return f"unknown, {evidence.facts[guess.column].kind} values"


def _heading(evidence: Evidence, draft: Draft, settings: Settings | None, *, is_zone_said: bool) -> list[str]:
    """Zone, dates and currency: told by the file, else guessed, else those of the shop."""
    is_chinese = any(not name.isascii() for name in evidence.facts)
    moments = [facts for facts in evidence.facts.values() if facts.kind in ("moment", "day_number")]
    lines = []
    told = {facts.day_first for facts in moments} - {None}
    if len(told) == 1:  # written down, for a later file may have no date that tells
        lines.append(f"dates: {{day_first: {str(told.pop()).lower()}}}")
    elif any(facts.is_day_unclear for facts in moments):
        draft.ask("dates", "dates_unclear")
        lines.append(f"dates: {{day_first: true}}{draft.say.mark}{draft.say('dates_unclear_mark')}")
    if not all(facts.is_zoned for facts in moments):
        if settings is not None:
            draft.ask("zone", "zone_of_shop", zone=settings.zone)
        elif is_chinese:
            draft.ask("zone", "zone_chinese")
            lines.append(f"zone: Asia/Shanghai{draft.say.mark}{draft.say('zone_chinese_mark')}")
        else:
            draft.ask("zone", "zone_none")
    elif moments and not is_zone_said:
        offsets = sorted(frozenset().union(*(facts.offsets for facts in moments)))
        zone = settings.zone if settings is not None else "Asia/Shanghai"
        if example := _zone_of(offsets, zone):
            draft.ask("zone", "zone_of_offsets", offsets=", ".join(offsets), zone=zone, example=example)
    return [*lines, *_currency(evidence, draft, settings, is_chinese=is_chinese)]


def _zone_of(offsets: list[str], zone: str) -> str | None:
    """A zone in which shops with such offsets may lie; None where none is told or they are those of ``zone``."""
    if not offsets or (zone == "Asia/Shanghai" and offsets == ["+0800"]):
        return None
    return next((name for name, held in _OFFSETS.items() if held.issuperset(offsets)), "Europe/London")


def _currency(evidence: Evidence, draft: Draft, settings: Settings | None, *, is_chinese: bool) -> list[str]:
    column = evidence.of("currency")
    words = sorted(column.words) if column else []
    if column is not None and len(words) == 1 and len(words[0]) == 3 and words[0].isupper():
        draft.read(column.name)
        return [line("currency", words[0])]
    if len(words) > 1:
        draft.ask("currency", "currencies_mixed", currencies=", ".join(words))
    signs = {facts.currency for facts in evidence.facts.values()} - {None}
    if len(signs) == 1:
        return [line("currency", str(signs.pop()), unsure=draft.say("currency_sign"), mark=draft.say.mark)]
    if settings is not None:
        draft.ask("currency", "currency_of_shop", currency=settings.currency)
    elif is_chinese:
        draft.ask("currency", "currency_chinese")
        return [line("currency", "CNY", unsure=draft.say("currency_chinese_mark"), mark=draft.say.mark)]
    else:
        draft.ask("currency", "currency_none")
    return []


def _unmapped(evidence: Evidence, draft: Draft) -> list[str]:
    """Each column that the mapping does not read, and why; such columns are never stored."""
    used = draft.used()
    lines = []
    for guess in evidence.guesses:
        if guess.column in used:
            continue
        why = draft.say("personal", role=guess.role) if guess.role in PERSONAL else guess.reason
        if guess.role is not None and guess.role not in PERSONAL:
            why = draft.say("not_needed", role=guess.role)
        lines += remark(draft.say("not_mapped", column=guess.column, why=why))
    return lines


def _ask_about_unused_money(evidence: Evidence, draft: Draft) -> None:
    """Amounts that stand in the file and in no table: a person should know, and see why."""
    used = draft.used()
    for role in ("refund_amount", "paid_amount", "total_amount", "amount"):
        facts = evidence.of(role)
        filled = sum(bool(number) for number in facts.numbers) if facts is not None else 0
        if facts is None or facts.name in used or not filled:
            continue
        key = "refund_unused" if role == "refund_amount" else "money_elsewhere"
        draft.ask(role, key, column=facts.name, filled=filled, role=role)


def _tables(draft: Draft) -> list[str]:
    entries: dict[str, list[tuple[Columns, dict[str, str]]]] = {}
    for key, columns in draft.tables:
        entries.setdefault(key.split(" ")[0], []).append((columns, draft.unsure.get(key, {})))
    return [text for name, found in entries.items() for text in table(name, found, mark=draft.say.mark)]


def _words(draft: Draft) -> list[str]:
    lines = []
    for name, words in draft.words.items():
        lines.append(f"  {name}:")
        lines += [
            line(word, meaning, indent=4, unsure=draft.unsure.get(name, {}).get(word, ""), mark=draft.say.mark)
            for word, meaning in words.items()
        ]
    return lines


def _contacts(draft: Draft) -> list[str]:
    if draft.account is None or draft.seen_at is None or not draft.contacts:
        return []
    values = [line(kind, column, indent=4) for kind, column in draft.contacts.items()]
    return ["contacts:", f"  of: {scalar(draft.account)}", f"  seen_at: {scalar(draft.seen_at)}", "  values:", *values]


def _attributes(evidence: Evidence, draft: Draft) -> list[str]:
    if draft.account is None or draft.seen_at is None:
        return []
    values = []
    for role, name in (("region", "province"), ("country", "country")):
        if role == "region" and evidence.name(role) is None and (placed := draft.placed()) is not None:
            why = draft.say("province_of_address")
            values.append(line(name, placed, indent=4, unsure=why, mark=draft.say.mark))
        elif (column := evidence.name(role)) is not None:
            draft.read(column)
            is_coded = role == "country" or is_chinese(evidence.of("region"))
            values.append(line(name, f"{role}({quoted(column)})" if is_coded else quoted(column), indent=4))
    if not values:
        return []
    head = ["attributes:", f"  of: {scalar(draft.account)}", f"  valid_from: {scalar(draft.seen_at)}"]
    return [*head, "  values:", *values, f"  when: {scalar(draft.known())}"]
