"""The sentence over each picture, computed from its values; a section without rows has no finding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from regulars.core.time import month_end
from regulars.report import audiences, crossed, tagged, together
from regulars.report.names import name
from regulars.report.numbers import Numbers, exact
from regulars.report.picture import AxisName, Measure, Number, Period, Picture, Quality
from regulars.report.sankey import direction

FEW, MANY = 0.02, 0.70
FINE, WATCH = 0.99, 0.95
#: The last month-end and the six before it: the first 90 days of a history cannot have dormant people.
HALF_YEAR = 7


def figures(picture: Picture, write: Numbers) -> str | None:
    values = {figure.name: figure.value for figure in picture.figures}
    if values.get("gmv_paid") is None or values.get("gmv_net", values.get("net_sales")) is None:
        return write.words("figures_title") if picture.figures else None
    net = values.get("gmv_net", values.get("net_sales"))
    money = {"paid": write.brief_money(values["gmv_paid"]), "net": write.brief_money(net)}
    if picture.period and picture.period == of_month(picture.period.start):
        return write.words("figures_finding_month", month=write.month(picture.period.start), **money)
    return write.words("figures_finding", **money)


def of_month(day: date) -> Period:
    """The calendar month in which a day lies."""
    return Period(day.replace(day=1), month_end(day))


def months(picture: Picture, write: Numbers) -> str | None:
    whole = [month for month in picture.months if not month.is_partial] or list(picture.months)
    if not whole:
        return None
    best = max(whole, key=lambda month: month.gmv_paid)
    said = write.words("best_month", month=write.month(best.month), paid=write.brief_money(best.gmv_paid))
    if len(whole) > 1 and whole[-2].gmv_paid:
        change = write.change(whole[-1].gmv_paid, whole[-2].gmv_paid, "money")
        if whole[-1] is best:
            return said + write.words("changed_best", change=change)
        said += write.words("changed_last", month=write.month(whole[-1].month), change=change)
    return said


def orders(picture: Picture, write: Numbers) -> str | None:
    whole = [month for month in picture.months if not month.is_partial] or list(picture.months)
    if not whole or not whole[-1].buyers:
        return None
    last = whole[-1]
    return write.words(
        "orders_finding",
        month=write.month(last.month),
        orders=write.count(last.orders),
        buyers=write.count(last.buyers),
        each=write.count(round((last.orders if last.buyer_orders is None else last.buyer_orders) / last.buyers, 2)),
    )


def groups(picture: Picture, write: Numbers) -> str | None:
    dormant = [group for group in picture.groups if group.name.startswith("dormant")]
    if not picture.groups:
        return None
    people, gmv = (
        sum(float(value) for value in values if value is not None)
        for values in ([group.people_share for group in dormant], [group.gmv_share for group in dormant])
    )
    return write.words("groups_finding", people=write.share(people), gmv=write.share(gmv))


def best_group(picture: Picture, write: Numbers) -> str | None:
    """The group that brings most beyond its share of people."""
    known = [group for group in picture.groups if group.people_share and group.gmv_share]
    if not known:
        return None
    best = max(known, key=lambda group: float(group.gmv_share or 0) / float(group.people_share or 1))
    return write.words(
        "groups_best",
        group=name("group", best.name, write.language),
        people=write.share(best.people_share),
        gmv=write.share(best.gmv_share),
    )


def groups_money(picture: Picture, write: Numbers) -> str | None:
    """What the groups share, and why it is not the GMV of the shop."""
    known = [group.paid for group in picture.groups if group.paid is not None]
    if not known:
        return None
    paid, gmv = sum(map(exact, known)), sum(exact(month.gmv_paid) for month in picture.months)
    said = write.words("groups_money", paid=write.brief_money(paid), day=write.day(picture.as_of))
    if gmv == paid:
        return said
    return joined(write, said, write.words("groups_money_less", gmv=write.brief_money(gmv)))


def axes(picture: Picture, write: Numbers) -> str | None:
    levels = [(axis, level) for axis in picture.axes for level in axis.levels]
    if not levels:
        return None
    axis, level = max(levels, key=lambda pair: pair[1].share)
    if float(level.share) <= MANY and all(float(each.share) >= FEW for _, each in levels):
        return write.words("axes_even")
    if float(level.share) <= MANY:
        axis, level = min(levels, key=lambda pair: pair[1].share)
    return write.words(
        "axes_uneven",
        axis=name("axis", axis.name, write.language),
        level=name("level", level.name, write.language),
        share=write.share(level.share),
    )


def stages(picture: Picture, write: Numbers) -> str | None:
    if not picture.stages:
        return None
    largest = max(picture.stages, key=lambda stage: stage.people)
    lost = next((stage.share for stage in picture.stages if stage.name == "lost"), 0)
    return write.words(
        "lost_line",
        share=write.share(largest.share),
        stage=within(name("stage", largest.name, write.language), write),
        lost=write.share(lost),
    )


def crossings(picture: Picture, write: Numbers) -> str | None:
    if not picture.crossings:
        return None
    wrong = sum(cell.people for cell in picture.crossings if (cell.group, cell.stage) in picture.impossible)
    if wrong:
        return write.words("groups_stages_fault", n=write.count(wrong))
    top = max(picture.crossings, key=lambda cell: cell.people)
    return write.words(
        "groups_stages_top",
        group=name("group", top.group, write.language),
        stage=within(name("stage", top.stage, write.language), write),
        n=write.people(top.people),
    )


def tiers(picture: Picture, write: Numbers) -> str | None:
    people = sum(tier.people for tier in picture.tiers)
    spend = sum(float(tier.spend) for tier in picture.tiers)
    upper = [tier for tier in picture.tiers if tier.threshold and tier.people]
    if not people or not spend or not upper:
        return None
    names = [name("tier", tier.name, write.language) for tier in upper]
    return write.words(
        "tiers_finding",
        tiers=(" and " if write.language == "en" else "、").join(names),
        people=write.share(sum(tier.people for tier in upper) / people),
        spend=write.share(sum(float(tier.spend) for tier in upper) / spend),
    )


def flow(picture: Picture, write: Numbers) -> str | None:
    whole = [flow for flow in picture.flows if flow.is_full_month] or list(picture.flows)
    if not whole:
        return None
    last = whole[-1]
    sums = {
        kind: sum(move.people for move in last.moves if direction(move.source, move.target) == kind)
        for kind in ("slept", "woke")
    }
    said = {kind: write.people(n) for kind, n in sums.items()}
    return write.words("flow_finding", start=write.day(last.start), end=write.day(last.end), **said)


def history(picture: Picture, write: Numbers) -> str | None:
    if not picture.history:
        return None
    first, last = picture.history[-HALF_YEAR:][0], picture.history[-1]
    shares: list[Number] = []
    for shot in (first, last):
        held = {code: n for code, n in shot.people.items() if code.startswith(("active", "dormant"))}
        dormant = sum(n for code, n in held.items() if code.startswith("dormant"))
        shares.append(dormant / sum(held.values()) if any(held.values()) else 0)
    return write.words(
        "history_finding",
        before=write.share(shares[0]),
        after=write.share(shares[1]),
        change=write.change(shares[1], shares[0], "share"),
        start=write.day(first.day),
        end=write.day(last.day),
    )


def cohorts(picture: Picture, write: Numbers) -> str | None:
    if not picture.cohorts:
        return None
    known = [
        (cohort.size, float(cohort.shares[0]))
        for cohort in picture.cohorts
        if not cohort.is_entry_unknown and cohort.shares and cohort.shares[0] is not None
    ]
    people = sum(size for size, _ in known)
    if not people:
        return write.words("cohort_none")
    share = sum(size * part for size, part in known) / people
    return write.words("cohort_finding", n=write.count(people), share=write.share(share))


def quality(picture: Picture, write: Numbers) -> str | None:
    known = measured(picture)
    if not known:
        return None
    low = [pair for pair in known if float(pair[1].share or 0) < FINE]
    if not low:
        return write.words("quality_all_fine", n=len(known))
    table, measure = min(known, key=lambda pair: float(pair[1].share or 0))
    return write.words(
        "quality_finding",
        low=len(low),
        n=len(known),
        measure=within(name("measure", measure.name, write.language), write),
        table=f"{table.source} · {table_name(table, write)}",
        share=write.share(measure.share),
    )


def table_name(table: Quality, write: Numbers) -> str:
    """A table by its title in Chinese; its English title is hardly more than the name that queries use."""
    return table.title["zh"] if table.title and write.language == "zh" else table.table


def measured(picture: Picture) -> list[tuple[Quality, Measure]]:
    return [(table, each) for table in picture.quality for each in table.measures if each.share is not None]


def rejected(picture: Picture, write: Numbers) -> str | None:
    if not picture.rejected:
        return None
    top = max(picture.rejected, key=lambda reason: reason.rows)
    rows = sum(reason.rows for reason in picture.rejected)
    title = top.title[write.language] if top.title else top.reason
    return write.words("rejected_finding", n=write.count(rows), reason=title)


def refunds(picture: Picture, write: Numbers) -> str | None:
    found = picture.refunds
    if found is None or not found.matched + found.unmatched:
        return None
    return write.words(
        "refunds_finding",
        share=write.share(found.matched / (found.matched + found.unmatched)),
        n=write.count(found.unmatched),
        amount=write.brief_money(found.unmatched_amount),
    )


def loads(picture: Picture, write: Numbers) -> str | None:
    rows = sum(load.rows for load in picture.loads)
    if not rows:
        return None
    accepted = sum(load.accepted for load in picture.loads)
    return write.words(
        "loads_finding", accepted=write.count(accepted), rows=write.count(rows), share=write.share(accepted / rows)
    )


def threshold(axis: AxisName, value: Number, write: Numbers) -> str:
    """A threshold in the unit of its axis."""
    if axis == "R":
        return write.days(value)
    if axis == "M":
        return write.round_money(value)
    if exact(value) != int(value):  # it is counted over three months
        days = round(3 * exact(value))
        return write.words("threshold_f_rare_one" if days == 1 else "threshold_f_rare", n=write.count(days))
    return write.words("threshold_f_one" if value == 1 else "threshold_f", n=write.count(value))


def joined(write: Numbers, *sentences: str) -> str:
    """Sentences in a row: English parts them by a space, Chinese by nothing."""
    return (" " if write.language == "en" else "").join(sentences)


def within(word: str, write: Numbers) -> str:
    """A word inside an English sentence does not keep its capital."""
    return word[:1].lower() + word[1:] if write.language == "en" else word


FINDINGS: dict[str, Callable[[Picture, Numbers], str | None]] = {
    "figures": figures,
    "months": months,
    "orders": orders,
    "groups": groups,
    "best_group": best_group,
    "groups_money": groups_money,
    "axes": axes,
    "stages": stages,
    "crossings": crossings,
    "tiers": tiers,
    "flow": flow,
    "history": history,
    "cohorts": cohorts,
    "tags": tagged.finding,
    "crossed": crossed.finding,
    "together": together.finding,
    "audiences": audiences.finding,
    "quality": quality,
    "rejected": rejected,
    "refunds": refunds,
    "loads": loads,
}


#: What can be found only where orders name their customers.
OF_PEOPLE = {
    "orders", "groups", "best_group", "groups_money", "axes", "stages", "crossings", "tiers", "flow", "history",
    "cohorts", "tags", "crossed", "audiences",
}  # fmt: skip


def all_of(picture: Picture, write: Numbers) -> dict[str, str | None]:
    untold = OF_PEOPLE if picture.names_nobody else set()
    return {key: None if key in untold else find(picture, write) for key, find in FINDINGS.items()}
