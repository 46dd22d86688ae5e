"""A mapping written from evidence: its sections, the remarks on them, and the questions that remain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from regulars.app.map_tables import Columns, Draft, drafted, is_chinese
from regulars.core.errors import InputError
from regulars.core.evidence import Evidence
from regulars.core.proposal import PERSONAL, Proposal
from regulars.core.proposal_text import block, line, quoted, remark, scalar, table

if TYPE_CHECKING:
    from regulars.core.settings import Settings


def compose(name: str, evidence: Evidence, *, paid: Mapping[str, list[str]], settings: Settings | None) -> Proposal:
    """The mapping and what it leaves open. Raises InputError where neither orders nor people can be seen."""
    draft = drafted(evidence, paid)
    if not draft.tables:
        told = "; ".join(f"{guess.column}: {guess.role or guess.reason}" for guess in evidence.guesses)
        raise InputError(
            f"{name}: no order number with a time, and no account with a registration, can be seen ({told}). "
            "Name the columns clearly (order number, order date), or write the mapping by hand"
        )
    heading, attributes = _heading(evidence, draft, settings), _attributes(evidence, draft)
    _ask_about_unused_money(evidence, draft)
    lines = [
        *remark(f"Proposed from the first {evidence.rows:,} rows of {name}. Check every line marked 'unsure'."),
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


def _heading(evidence: Evidence, draft: Draft, settings: Settings | None) -> list[str]:
    """Zone and currency: told by the file, else guessed, else those of the shop."""
    is_chinese = any(not name.isascii() for name in evidence.facts)
    moments = [facts for facts in evidence.facts.values() if facts.kind in ("moment", "day_number")]
    lines = []
    if any(facts.is_day_unclear for facts in moments):
        draft.ask("dates", "03/04/2024 can be read both ways in all rows looked at; day_first: false is month first")
        lines.append("dates: {day_first: true}  # unsure: every date looked at can be read both ways")
    if not all(facts.is_zoned for facts in moments):
        if settings is not None:
            draft.ask("zone", f"times carry no zone; without a line here they are those of the shop, {settings.zone}")
        elif is_chinese:
            draft.ask("zone", "times carry no zone; taken as Chinese time because the headers are Chinese")
            lines.append("zone: Asia/Shanghai  # unsure: times carry no zone, the headers are Chinese")
        else:
            draft.ask(
                "zone", "times carry no zone; add one such as zone: Europe/London, or those of the shop are meant"
            )
    return [*lines, *_currency(evidence, draft, settings, is_chinese=is_chinese)]


def _currency(evidence: Evidence, draft: Draft, settings: Settings | None, *, is_chinese: bool) -> list[str]:
    column = evidence.of("currency")
    words = sorted(column.words) if column else []
    if column is not None and len(words) == 1 and len(words[0]) == 3 and words[0].isupper():
        draft.read(column.name)
        return [line("currency", words[0])]
    if len(words) > 1:
        draft.ask("currency", f"several currencies in one file ({', '.join(words)}): export one file for each")
    signs = {facts.currency for facts in evidence.facts.values()} - {None}
    if len(signs) == 1:
        return [line("currency", str(signs.pop()), unsure="told by the sign before amounts only")]
    if settings is not None:
        draft.ask("currency", f"amounts carry none; without a line here they are in the shop's, {settings.currency}")
    elif is_chinese:
        draft.ask("currency", "amounts carry none; taken as CNY because the headers are Chinese")
        return [line("currency", "CNY", unsure="amounts carry none, the headers are Chinese")]
    else:
        draft.ask("currency", "amounts carry none; add one such as currency: GBP, or that of the shop is meant")
    return []


def _unmapped(evidence: Evidence, draft: Draft) -> list[str]:
    """Each column that the mapping does not read, and why; such columns are never stored."""
    used = draft.used()
    lines = []
    for guess in evidence.guesses:
        if guess.column in used:
            continue
        why = f"personal ({guess.role}), left out" if guess.role in PERSONAL else guess.reason
        if guess.role is not None and guess.role not in PERSONAL:
            why = f"taken for {guess.role}, which this mapping does not need"
        lines += remark(f"not mapped: {guess.column}: {why}")
    return lines


def _ask_about_unused_money(evidence: Evidence, draft: Draft) -> None:
    """Amounts that stand in the file and in no table: a person should know, and see why."""
    used = draft.used()
    for role in ("refund_amount", "paid_amount", "total_amount", "amount"):
        facts = evidence.of(role)
        filled = sum(bool(number) for number in facts.numbers) if facts is not None else 0
        if facts is None or facts.name in used or not filled:
            continue
        why = f"it is taken for {role}, which this mapping takes from elsewhere"
        if role == "refund_amount":
            why = "what it tells of refunds is not in the figures"
        draft.ask(role, f"{facts.name} is filled in {filled:,} rows and not used: {why}")


def _tables(draft: Draft) -> list[str]:
    entries: dict[str, list[tuple[Columns, dict[str, str]]]] = {}
    for key, columns in draft.tables:
        entries.setdefault(key.split(" ")[0], []).append((columns, draft.unsure.get(key, {})))
    return [text for name, found in entries.items() for text in table(name, found)]


def _words(draft: Draft) -> list[str]:
    lines = []
    for name, words in draft.words.items():
        lines.append(f"  {name}:")
        lines += [
            line(word, meaning, indent=4, unsure=draft.unsure.get(name, {}).get(word, ""))
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
        if (column := evidence.name(role)) is not None:
            draft.read(column)
            is_coded = role == "country" or is_chinese(evidence.of("region"))
            values.append(line(name, f"{role}({quoted(column)})" if is_coded else quoted(column), indent=4))
    if not values:
        return []
    head = ["attributes:", f"  of: {scalar(draft.account)}", f"  valid_from: {scalar(draft.seen_at)}"]
    return [*head, "  values:", *values, f"  when: {scalar(draft.known())}"]
