"""One audience of a shop, saved or just a rule: how many it has, who and why, and how that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.app.audience_days import sizes
from regulars.app.audience_files import rule_of, saved, saved_names
from regulars.app.audience_notes import notes as in_vain
from regulars.app.card import merged_into, unknown_customer
from regulars.app.day import Day, chosen, days_of, plain_day
from regulars.app.evening import behaviours, evening, names
from regulars.app.kept_days import built_days
from regulars.app.tags import sql_type, usable
from regulars.audience import count as counting
from regulars.audience import drift as drifts
from regulars.audience import members as membership
from regulars.audience import overlap as overlapping
from regulars.audience import why as reasons
from regulars.core.errors import InputError, MissingError, RegularsError, unknown
from regulars.core.frame import Frame
from regulars.core.rule import deeds, fields, told

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.sample import Estimate
    from regulars.app.workspace import Workspace

TAGS = "customer_tag"


@dataclass(frozen=True)
class Why:
    """A customer's side of a rule. ``reasons`` are its lines, the first the rule as a whole."""

    customer_id: str
    as_of: date
    is_member: bool
    reasons: tuple[reasons.Reason, ...]


@dataclass(frozen=True)
class Drift:
    """What became of an audience between the ends of two days, under the rule as it is now.

    ``entered_new`` were no customers before, ``left_gone`` are none now: erased, or merged into another. ``turns`` say
    which conditions turned for the others.
    """

    start: date
    end: date
    before: int
    after: int
    stayed: int
    entered: int
    left: int
    entered_new: int
    left_gone: int
    turns: tuple[drifts.Turn, ...]


class Audience:
    """``count``, ``members`` and the others answer as of the newest built day, or of the one that is named."""

    def __init__(self, workspace: Workspace, text: str) -> None:
        self.workspace = workspace
        self.saved, self.rule = rule_of(workspace, text)
        self._check_built()

    def __repr__(self) -> str:
        return f"Audience({self.name or self.text!r})"

    @property
    def name(self) -> str | None:
        return self.saved.name if self.saved else None

    @property
    def text(self) -> str:
        """The rule in the language, also of an audience that was saved as lists."""
        return self.saved.text if self.saved else told(self.rule)

    def day(self, as_of: Day = None) -> date:
        """The day that is meant. MissingError where its tags are not built."""
        return chosen(self.workspace, plain_day(as_of), TAGS)

    def count(self, as_of: Day = None) -> int:
        lake, day = self.workspace.lake, plain_day(as_of)

        def asked() -> Any:
            found = counting.people(self.rule, evening(self.workspace, self.day(day)))
            return lake.sql(found) if lake.engine is None else found

        # Finding out how to ask takes longer than the answer, so that is known until something is published.
        query = lake.noted(f"count {day} {self.rule!r}", asked) if self._is_lasting() else asked()
        return int(lake.arrow(query)["people"][0].as_py())

    def notes(self, as_of: Day = None) -> list[str]:
        """What the rule asks for in vain: tags that are known of nobody, words that nobody has, deeds that no source
        tells, days that have not come; and which tags of the shop's own cannot be used."""
        faults = [f"{fault}. The tag is left out" for fault in usable(self.workspace.folder)[1].values()]
        return faults + in_vain(self.rule, evening(self.workspace, self.day(as_of)), self.workspace.lake)

    def estimate(self, as_of: Day = None) -> Estimate:
        """About how many there are, with an interval: quick enough for every key that somebody types.

        A hundredth of the customers is looked at, 10,000 at least; of fewer than twice as many all, then it is exact.
        """
        return self.workspace.sample.estimate(self.rule, self.day(as_of))

    def members(self, as_of: Day = None, *, columns: Sequence[str] | None = None, limit: int | None = None) -> Frame:
        """``customer_id`` and the tags in ``columns``, by default those that the rule reads; in order of the id."""
        rows = self.rows(self.day(as_of), columns)
        return Frame(self.workspace.lake.arrow(rows.limit(limit) if limit is not None else rows))

    def rows(self, day: date, columns: Sequence[str] | None = None) -> ir.Table:
        """What ``members`` answers with, unasked."""
        wanted = ["customer_id", *(columns if columns is not None else fields(self.rule))]
        known = names(self.workspace, []).fields
        wrong = [unknown("tag", name, known, see="regulars tags") for name in wanted if name not in known]
        if wrong:
            raise InputError("; ".join(wrong))
        self._check_columns(wanted)
        return self._members(day).select(list(dict.fromkeys(wanted))).order_by("customer_id")

    def export(
        self, path: Path | str, as_of: Day = None, *, columns: Sequence[str] | None = None, for_excel: bool = False
    ) -> int:
        """Write the members to a .csv or .xlsx file; how many. ``for_excel`` marks a .csv as Excel needs it."""
        from regulars.app.export import export

        day = self.day(as_of)
        return export(self.workspace, self.rows(day, columns), Path(path), for_excel=for_excel)

    def why(self, customer_id: str | int, as_of: Day = None) -> Why:
        """Which side of the rule a customer meets; an account that was merged leads to its customer."""
        day, who = self.day(as_of), str(customer_id)
        row = self._row(who, day)
        if row is None and (into := merged_into(self.workspace, who, day)) is not None:
            who, row = into, self._row(into, day)
        if row is None:
            raise MissingError(unknown_customer(self.workspace, str(customer_id), day), code="no_customer")
        found = tuple(reasons.why(self.rule, row))
        return Why(who, day, found[0].is_met, found)

    def drift(self, start: Day = None, end: Day = None) -> Drift:
        """Who came and went between two built days; by default the newest and the one before it."""
        last = self.day(end)
        first = self.day(start) if start is not None else self._day_before(last)
        if first >= last:
            raise InputError(f"{first} is not before {last}. Name the earlier day as the start")
        counted = drifts.drift(self.rule, evening(self.workspace, first), evening(self.workspace, last))
        row = self.workspace.lake.arrow(counted).to_pylist()[0]
        counts = {name: int(row[name]) for name in drifts.COUNTS}
        return Drift(start=first, end=last, **counts, turns=tuple(drifts.turns(self.rule, row)))

    def moved(self, start: Day = None, end: Day = None) -> Frame:
        """``customer_id`` and ``change`` (entered, left) of everyone who came or went between two built days."""
        import ibis

        last = self.day(end)
        first = self.day(start) if start is not None else self._day_before(last)
        before, after = (self._members(day).select("customer_id") for day in (first, last))
        entered = after.anti_join(before, "customer_id").mutate(change=ibis.literal("entered"))
        left = before.anti_join(after, "customer_id").mutate(change=ibis.literal("left"))
        return Frame(self.workspace.lake.arrow(entered.union(left).order_by("change", "customer_id")))

    def sizes(self) -> Frame:
        """Of each day on which the build recorded it: ``as_of``, ``people``, ``entered`` and ``left`` since the one
        before, under the rule of that day; ``is_same_rule`` says whether it was this one. What was not saved has no
        days."""
        return sizes(self.workspace, self.name or "", self.rule)

    # How -------------------------------------------------------------------------------------------------------------

    def _is_lasting(self) -> bool:
        """Whether the question stays the same; a behaviour of the shop's own may be edited at any moment."""
        known = behaviours(self.workspace) if deeds(self.rule) else {}
        return all(known[deed.behaviour].events is not None for deed in deeds(self.rule))

    def _members(self, day: date) -> ir.Table:
        return membership.members(self.rule, evening(self.workspace, day))

    def _row(self, customer_id: str, day: date) -> dict[str, Any] | None:
        asked = reasons.found(self.rule, evening(self.workspace, day), customer_id=customer_id)
        rows = self.workspace.lake.arrow(asked).to_pylist()
        return rows[0] if rows else None

    def _day_before(self, day: date) -> date:
        """The newest earlier day that was built; of a shop's first build the day that it judges groups from."""
        built = [one.day for one in built_days(self.workspace.lake) if one.day < day]
        if built:
            return self.day(max(built))
        earlier = [one for one in days_of(self.workspace, TAGS) if one < day]
        if not earlier:
            raise MissingError(
                f"no tags are kept of a day before {day}. Make them with: regulars build --as-of DAY",
                code="no_snapshot",
            )
        return max(earlier)

    def _check_built(self) -> None:
        if self.workspace.lake.has(TAGS):
            self._check_columns(fields(self.rule))

    def _check_columns(self, wanted: Sequence[str]) -> None:
        """A tag that was declared after the build has no column yet, one of a new unit a column of the old one."""
        schema = self.workspace.lake.schema(TAGS)
        if missing := [name for name in wanted if schema and name not in schema]:
            raise MissingError(f"not built yet: {', '.join(missing)}. Run: regulars build", code="not_built")
        tags, _ = usable(self.workspace.folder)
        changed = [name for name in wanted if name in tags and schema and schema[name] != sql_type(tags[name])]
        if changed:
            told = ", ".join(f"{name} (now {tags[name].unit}, built as {schema[name]})" for name in changed)
            raise MissingError(f"the unit was changed since the last build: {told}. Run: regulars build",
                               code="not_built")  # fmt: skip


def audiences(workspace: Workspace, as_of: Day = None) -> Frame:
    """Every saved audience: ``name``, titles, ``people`` (null before a build), ``rule``, and ``fault`` where its file
    cannot be used."""
    import pyarrow as pa

    rows = [_line(workspace, name, as_of) for name in saved_names(workspace)]
    texts = ("name", "title_en", "title_zh", "rule", "fault")
    schema = pa.schema([(name, pa.string()) for name in texts[:3]] + [("people", pa.int64())]
                       + [(name, pa.string()) for name in texts[3:]])  # fmt: skip
    return Frame(pa.Table.from_pylist(rows, schema=schema))


def _line(workspace: Workspace, name: str, as_of: Day) -> dict[str, Any]:
    try:
        found = Audience(workspace, saved(workspace, name).name)
    except RegularsError as error:
        return {"name": name, "fault": str(error)}
    title = found.saved.title if found.saved else {}
    people = found.count(as_of) if days_of(workspace, TAGS) else None
    return {
        "name": name, "title_en": title.get("en"), "title_zh": title.get("zh"), "people": people, "rule": found.text,
    }  # fmt: skip


def overlap(workspace: Workspace, texts: Sequence[str], as_of: Day = None) -> list[overlapping.Overlap]:
    """How each pair of audiences, saved or rules, shares its people."""
    if len(texts) < 2:
        raise InputError("an overlap is of two audiences or more")
    listed = [Audience(workspace, text) for text in texts]
    day = listed[0].day(as_of)
    counted = overlapping.crossed([one.rule for one in listed], evening(workspace, day))
    return overlapping.overlaps(list(texts), workspace.lake.arrow(counted).to_pylist())
