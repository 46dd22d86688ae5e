"""Small arrangements of the picture's values that the templates lay out: cells, matrices, changes, marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.report.card import CustomerCard
from regulars.report.findings import FEW, FINE, MANY, WATCH, measured, within
from regulars.report.names import GROUPS, name
from regulars.report.names import STAGES as STAGE_NAMES
from regulars.report.numbers import Numbers
from regulars.report.picture import Figure, Flow, Level, Measure, Number, Picture, Quality, Tier
from regulars.report.sankey import SOURCES, TARGETS, direction, pairs


@dataclass(frozen=True)
class Change:
    """How a figure moved; ``tone`` is good or harm only where the interval excludes the previous value."""

    words: str
    tone: str
    sign: str


def change(figure: Figure, write: Numbers) -> Change | None:
    """None where there is nothing to compare with."""
    if figure.value is None or figure.previous is None:
        return None
    words = write.change(figure.value, figure.previous, figure.unit)
    step = float(figure.value) - float(figure.previous)
    sign = "▲" if step > 0 else "▼" if step < 0 else "="
    if figure.low is None or figure.high is None:
        return Change(words, "plain", sign)
    if float(figure.low) <= float(figure.previous) <= float(figure.high):
        return Change(words, "noise", "≈")
    if figure.better == "none":
        return Change(words, "plain", sign)
    return Change(words, "good" if (step > 0) == (figure.better == "up") else "harm", sign)


@dataclass(frozen=True)
class Matrix:
    """Rows, columns, cells and both sums."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], int]

    def row_sum(self, row: str) -> int:
        return sum(self.cells.get((row, column), 0) for column in self.columns)

    def column_sum(self, column: str) -> int:
        return sum(self.cells.get((row, column), 0) for row in self.rows)

    @property
    def total(self) -> int:
        return sum(self.row_sum(row) for row in self.rows)


def flow_matrix(flow: Flow) -> Matrix:
    """Every row and column that holds anyone, with the two sides 'not yet' and 'erased' always."""
    cells = dict(pairs(flow.moves))
    rows = tuple(code for code in SOURCES if code == "not_yet" or any(n for (a, _), n in cells.items() if a == code))
    columns = tuple(code for code in TARGETS if code == "erased" or any(n for (_, b), n in cells.items() if b == code))
    return Matrix(rows, columns, cells)


def stage_matrix(picture: Picture) -> Matrix:
    cells = {(cell.group, cell.stage): cell.people for cell in picture.crossings}
    used = [code for pair in (*cells, *picture.impossible) for code in pair]
    rows = tuple(code for code in GROUPS if code in used)
    return Matrix(rows, tuple(code for code in STAGE_NAMES if code in used), cells)


def last_flow(picture: Picture) -> Flow | None:
    """The last flow of a full month, or the last one at all."""
    whole = [flow for flow in picture.flows if flow.is_full_month] or list(picture.flows)
    return whole[-1] if whole else None


@dataclass(frozen=True)
class Stream:
    """One pair of groups with all its causes, the most frequent first."""

    source: str
    target: str
    kind: str
    people: int
    causes: tuple[tuple[str, int], ...]


def streams(flow: Flow) -> list[Stream]:
    """Who changed groups, the largest first."""
    found = []
    for (source, target), people in pairs(flow.moves).items():
        kind = direction(source, target)
        if kind == "stayed" or not people:
            continue
        causes: dict[str, int] = {}
        for move in flow.moves:
            if (move.source, move.target) == (source, target):
                causes[move.cause] = causes.get(move.cause, 0) + move.people
        ranked = tuple(sorted(causes.items(), key=lambda pair: -pair[1]))
        found.append(Stream(source, target, kind, people, ranked))
    return sorted(found, key=lambda stream: -stream.people)


def causes(flow: Flow) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for move in flow.moves:
        if move.cause != "stayed":
            sums[move.cause] = sums.get(move.cause, 0) + move.people
    return sorted(sums.items(), key=lambda pair: -pair[1])


def is_uneven(level: Level) -> bool:
    """A level with too few or too many customers to say anything."""
    return not FEW <= float(level.share) <= MANY


def weak(picture: Picture) -> list[tuple[Quality, Measure]]:
    """Measures below the mark, the weakest first."""
    low = [(table, each) for table, each in measured(picture) if float(each.share or 0) < FINE]
    return sorted(low, key=lambda pair: float(pair[1].share or 0))


def mark(share: Number | None) -> tuple[str, str]:
    """Sign and tone of a measure of quality."""
    if share is None:
        return "–", "quiet"
    if float(share) >= FINE:
        return "●", "good"
    return ("▲", "attention") if float(share) >= WATCH else ("■", "harm")


def threshold_words(axis_levels: tuple[Level, ...], level: Level, best: str, worst: str, write: Numbers) -> str:
    """Which values stand in a level, by its place among the three."""
    rising = axis_levels[0].name == "active" or axis_levels[-1].name == "dormant"
    if level.name in ("active", "high"):
        return write.words("threshold_most" if rising else "threshold_least", value=best)
    if level.name in ("dormant", "low"):
        return write.words("threshold_least" if rising else "threshold_most", value=worst)
    return write.words("threshold_between")


def tier_words(tiers: Sequence[Tier], tier: Tier, write: Numbers) -> str:
    """Where a tier begins; the lowest one is told by where it ends."""
    if tier.threshold is None:
        return ""
    if tier.threshold > 0:
        key = "threshold_above" if tier.is_exclusive else "threshold_from"
        return write.words(key, value=write.round_money(tier.threshold))
    upper = [other.threshold for other in tiers if other.threshold]
    return write.words("threshold_below", value=write.round_money(min(upper))) if upper else ""


def part(figure: Figure, family: Sequence[Figure]) -> float:
    """Length of a figure's bar, in per cent of the largest of its family; never below zero."""
    most = max(float(other.value) for other in family if other.value is not None and other.unit == figure.unit)
    return max(0.0, 100 * float(figure.value or 0) / most) if most > 0 else 0.0


def moved(flow: Flow, kind: str) -> int:
    """People who moved so; those whom the picture leaves out are not counted as having stayed."""
    people = sum(move.people for move in flow.moves if direction(move.source, move.target) == kind)
    return people - left_out(flow) if kind == "stayed" else people


def left_out(flow: Flow) -> int:
    return pairs(flow.moves)["no_purchase", "no_purchase"]


def most_retained(picture: Picture) -> float:
    return max((float(share) for cohort in picture.cohorts for share in cohort.shares if share is not None), default=0)


def who(card: CustomerCard, write: Numbers) -> str:
    """One line of who this is: group, stage, tier, and whether the next purchase is late."""
    coded = (("group", card.group), ("stage", card.stage), ("tier", card.tier))
    said = [name(shelf, code, write.language) for shelf, code in coded if code]
    said[1:] = [within(word, write) for word in said[1:]]
    line = (", " if write.language == "en" else "，").join(said)
    if card.recency is None or card.usual_gap is None:
        return line
    key = "overdue" if card.recency > card.usual_gap else "timely"
    rhythm = write.words(key, gap=write.days(card.usual_gap), recency=write.days(card.recency))
    return f"{line}. {rhythm}." if write.language == "en" else f"{line}。{rhythm}。"


def told(card: CustomerCard, write: Numbers) -> str:
    refunds = sum(event.kind == "refund" for event in card.timeline)
    return write.words("timeline_finding", orders=write.count(card.orders), refunds=write.count(refunds))


def longest(picture: Picture) -> int:
    """The last month after the first purchase for which any cohort is complete."""
    known = [place + 1 for each in picture.cohorts for place, share in enumerate(each.shares) if share is not None]
    return max(known, default=0)
