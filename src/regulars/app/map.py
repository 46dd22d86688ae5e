"""Proposing a mapping: the head of a file looked at, each column guessed, and what to decide listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.app.adopt import says
from regulars.core.column_facts import HALF, ColumnFacts, column_facts
from regulars.core.errors import DataError
from regulars.core.evidence import Evidence
from regulars.core.proposal import Proposal, guesses, header_role
from regulars.core.proposal_words import Language, Remarks

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace


def propose(
    workspace: Workspace | None,
    place: str,
    *,
    samples: int = 2000,
    table: str | None = None,
    query: str | None = None,
    language: Language = "en",
) -> Proposal:
    """A mapping for the first table at ``place`` from its first rows, as YAML with remarks where it is unsure.

    Remarks are in ``language``. With a workspace, its zone and currency are taken where the file tells none. What is
    read stays in memory: nothing is stored. Raises what opening the source raises, and DataError for a file without
    rows.
    """
    from regulars import sources
    from regulars.app.map_text import compose
    from regulars.catalogue.shelf import headers

    feed = next(iter(sources.feeds(place, table=table, query=query)))
    known = headers()
    columns = [_as_headed(facts, known["roles"]) for facts in _columns(feed, samples)]
    say = Remarks(language)
    found = guesses(columns, known["roles"], say)
    settings = workspace.settings if workspace is not None else None
    is_said = workspace is not None and says(workspace, "zone")
    evidence = Evidence({facts.name: facts for facts in columns}, found)
    return compose(feed.name, evidence, paid=known["paid"], settings=settings, is_zone_said=is_said, say=say)


def _columns(feed: Any, samples: int) -> list[ColumnFacts]:
    values: dict[str, list[Any]] = {name: [] for name in feed.columns}
    rows = 0
    for batch in feed.batches():
        part = batch.slice(0, samples - rows)
        rows += part.num_rows
        for name in feed.columns:
            values[name] += part.column(name).to_pylist()
        if rows >= samples:
            break
    if not rows:
        raise DataError(f"{feed.name} has columns but no rows to look at. Give a file with some rows")
    return [
        column_facts(name, _seen(held, kind), looks_like=kind, has_places=_starting(held) >= 0.8)
        for name, held in values.items()
        for kind in (_looks_like(held),)
    ]


def _as_headed(facts: ColumnFacts, roles: dict[str, Any]) -> ColumnFacts:
    """A column whose header asks for numbers or times is read as such where most values are, so that a bad cell does
    not cost the column."""
    role = header_role(facts.name, roles)
    if facts.kind != "text" or role is None or "text" in roles[role]["kinds"]:
        return facts
    found = column_facts(facts.name, facts.texts, most=HALF)
    return found if found.kind in roles[role]["kinds"] else facts


def _starting(values: list[Any]) -> float:
    """The share of values that begin with a Chinese province, as addresses do."""
    from regulars.catalogue.shelf import regions

    texts = [str(value).strip() for value in values if value is not None and str(value).strip()]
    starts = tuple(entry["start"] for entry in regions())
    return sum(text.startswith(starts) for text in texts) / len(texts) if texts else 0


def _seen(values: list[Any], kind: str | None) -> list[Any]:
    """What of the sample may be repeated: a phone in a column of words must not become a word of the mapping."""
    from regulars.collect import blanked

    return values if kind is not None else blanked(values)


def _looks_like(values: list[Any]) -> str | None:
    from regulars.catalogue.shelf import regions
    from regulars.vault import recognise

    texts = [str(value).strip() for value in values if value is not None and str(value).strip()]
    if (kind := recognise(texts)) is not None:
        return kind
    starts = tuple(entry["start"] for entry in regions())
    names = [len(text) <= 9 and text.startswith(starts) for text in texts]
    return "region" if names and sum(names) >= 0.9 * len(names) else None
