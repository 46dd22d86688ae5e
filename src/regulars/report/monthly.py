"""Pictures over months: money as bars, one count as a line, group sizes as stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from regulars.report.card import Spent
from regulars.report.chart import box, breadth, drawing, every, in_widths, line, polyline, scale, spread, text
from regulars.report.names import GROUPS, name
from regulars.report.numbers import Numbers, exact
from regulars.report.picture import Month, Snapshot

LABEL = 15


def axis_labels(days: Sequence[date], places: Sequence[float], y: float, write: Numbers) -> list[Markup]:
    """Month names below, as many as fit, the year under the first shown and under each January."""
    labels = [write.brief_month(day) for day in days]
    room = places[1] - places[0] if len(places) > 1 else 999.0
    step = every(labels, room)
    shown = [index for index in range(len(days)) if (len(days) - 1 - index) % step == 0]
    parts, firsts = [], {days[index].year: index for index in reversed(shown)}
    for index in shown:
        parts.append(text(places[index], y + LABEL, labels[index], anchor="middle", css="quiet"))
        following = firsts.get(days[index].year + 1, len(days) * 99)
        if firsts[days[index].year] == index and (following - index) * room > 36:
            parts.append(text(places[index], y + 2 * LABEL - 1, str(days[index].year), anchor="middle", css="quiet"))
    return parts


def month_bars(months: Sequence[Month], width: int, write: Numbers, *, label: str, has_ordered: bool = True) -> Markup:
    """Paid as a pale bar, net as a dark one inside it, ordered as a line across; zero is the ground line."""
    height, top = (300 if width > 400 else 230), 26
    ground = height - 48
    most = max(float(max(month.gmv_paid, month.gmv_ordered)) for month in months)
    least = min(0.0, *(float(month.net) for month in months)) if months else 0.0
    place = scale(least, most, ground, top)
    slot = width / len(months)
    bar = min(slot * 0.72, 64.0)
    middles = [slot * (index + 0.5) for index in range(len(months))]
    step = every([write.brief_money(month.gmv_paid) for month in months], slot)
    whole = [month for month in months if not month.is_partial] or list(months)
    kept = {max(whole, key=lambda month: month.gmv_paid).month, whole[-1].month}
    parts: list[Markup] = []
    occupied = -1e9
    for middle, month in zip(middles, months, strict=True):
        paid, net, ordered = (place(float(value)) for value in (month.gmv_paid, month.net, month.gmv_ordered))
        zero = place(0.0)
        parts += [
            box(middle - bar / 2, paid, bar, zero - paid, css="paid"),
            box(middle - bar * 0.28, min(net, zero), bar * 0.56, abs(zero - net), css="net"),
        ]
        if has_ordered:
            parts.append(line(middle - bar / 2 - 3, ordered, middle + bar / 2 + 3, ordered, css="ordered"))
        if month.is_partial:
            parts.append(box(middle - bar / 2, paid, bar, zero - paid, css="hatched"))
        words = write.brief_money(month.gmv_paid)
        start = middle - breadth(words) / 2
        if (step == 1 and month.gmv_paid) or (month.month in kept and start > occupied):
            inside = min(max(middle, breadth(words) / 2), width - breadth(words) / 2)
            parts.append(text(inside, min(paid, ordered) - 6, words, anchor="middle", css="strong"))
            occupied = inside + breadth(words) / 2
        if month.is_partial and breadth(write.words("partial")) < slot * 1.5:
            spot = min(middle, width - breadth(write.words("partial")) / 2)
            parts.append(text(spot, ground + 2 * LABEL - 1, write.words("partial"), anchor="middle", css="quiet"))
    parts.append(line(0, place(0.0), width, place(0.0), css="ground"))
    parts += axis_labels([month.month for month in months], middles, ground, write)
    return drawing(width, height, label, parts)


def trend(months: Sequence[Month], field: str, width: int, write: Numbers, *, label: str) -> Markup:
    """One count as a line from zero; the best and the last full month are labelled, a partial one is hollow."""
    height, top, ground = 190, 26, 142
    values = [float(getattr(month, field)) for month in months]
    place = scale(0, max([*values, 1.0]), ground, top)
    across = scale(0, max(len(values) - 1, 1), 24, width - 62)
    points = [(across(index), place(value)) for index, value in enumerate(values)]
    whole = [index for index, month in enumerate(months) if not month.is_partial] or list(range(len(months)))
    parts = [line(0, ground, width, ground, css="ground")]
    for (here, there), month in zip(pairwise(points), months[1:], strict=True):
        parts.append(line(*here, *there, css="trend dashed" if month.is_partial else "trend"))
    for index in sorted({whole[0], max(whole, key=lambda place: values[place]), whole[-1]}):
        words = write.brief(getattr(months[index], field))
        parts.append(text(points[index][0], points[index][1] - 10, words, anchor="middle", css="strong"))
    for point, month in zip(points, months, strict=True):
        parts.append(box(point[0] - 3, point[1] - 3, 6, 6, css="dot hollow" if month.is_partial else "dot"))
    if months[-1].is_partial and len(months) > 1:
        words = write.brief(getattr(months[-1], field))
        y = min(points[-1][1] + 4, ground - LABEL - 8)
        parts.append(text(points[-1][0] + 9, y, words, css="strong"))
        parts.append(text(points[-1][0] + 9, y + LABEL, write.words("partial"), css="quiet"))
    parts += axis_labels([month.month for month in months], [point[0] for point in points], ground, write)
    return drawing(width, height, label, parts)


def group_history(history: Sequence[Snapshot], width: int, write: Numbers, *, label: str) -> Markup:
    """People with a group at each snapshot, stacked; dormant below, hatched; names at the right end."""
    codes = [code for code in GROUPS if code not in ("refunded", "no_purchase")][::-1]
    height, top = (340 if width > 400 else 300), 24
    ground = height - 40
    names = {code: name("group", code, write.language) for code in codes}
    has_names = width > 400
    edge = width - (max(breadth(word) for word in names.values()) + 20 if has_names else 0.0)
    totals = [sum(shot.people.get(code, 0) for code in codes) for shot in history]
    place = scale(0, max([*totals, 1]), ground, top)
    slot = edge / len(history)
    bar = min(slot * 0.8, 56.0)
    middles = [slot * (index + 0.5) for index in range(len(history))]
    step = every([write.brief(total) for total in totals], slot)
    parts: list[Markup] = []
    for index, (middle, shot, total) in enumerate(zip(middles, history, totals, strict=True)):
        under = 0
        for code in codes:
            people = shot.people.get(code, 0)
            y, tall = place(under + people), place(under) - place(under + people)
            parts.append(box(middle - bar / 2, y, bar, tall, style=f"fill:var(--group-{code})"))
            if code.startswith("dormant") and tall > 0.5:
                parts.append(box(middle - bar / 2, y, bar, tall, css="hatched"))
            under += people
        if step == 1 or index in (0, len(history) - 1):
            spot = max(middle, breadth(write.brief(total)) / 2)
            parts.append(text(spot, place(total) - 6, write.brief(total), anchor="middle", css="strong"))
    if has_names:
        parts += history_names(history[-1], codes, middles[-1] + bar / 2, edge, (top, ground), write)
    parts.append(line(0, ground, edge, ground, css="ground"))
    parts += axis_labels([shot.day for shot in history], middles, ground - 2, write)
    return drawing(width, height, label, parts)


def history_names(
    last: Snapshot, codes: Sequence[str], start: float, edge: float, span: tuple[float, float], write: Numbers
) -> list[Markup]:
    top, ground = span
    total = sum(last.people.get(code, 0) for code in codes)
    place = scale(0, max(total, 1), ground, top)
    present = [code for code in codes if last.people.get(code, 0)]
    tops = [sum(last.people.get(code, 0) for code in codes[: codes.index(code)]) for code in present]
    middles = [place(under + last.people.get(code, 0) / 2) for under, code in zip(tops, present, strict=True)]
    parts: list[Markup] = []
    for code, middle, y in zip(present, middles, spread(middles, gap=30, low=top, high=ground - 16), strict=True):
        parts.append(polyline([(start + 1, middle), (edge + 2, y + 6), (edge + 8, y + 6)], css="leader"))
        parts.append(text(edge + 11, y + 4, name("group", code, write.language), css="small"))
        parts.append(text(edge + 11, y + 17, write.count(last.people.get(code, 0)), css="strong"))
    return parts


def money_chart(months: Sequence[Month], write: Numbers, *, label: str) -> Markup:
    return in_widths(lambda width: month_bars(months, width, write, label=label))


def count_chart(months: Sequence[Month], field: str, write: Numbers, *, label: str) -> Markup:
    """One of two that stand side by side."""
    return in_widths(lambda width: trend(months, field, width, write, label=label), parts=2)


def history_chart(history: Sequence[Snapshot], write: Numbers, *, label: str) -> Markup:
    return in_widths(lambda width: group_history(history, width, write, label=label))


def spent_chart(months: Sequence[Spent], write: Numbers, *, label: str) -> Markup:
    """The money of one customer: nothing is known to be ordered and not paid."""
    rows = [Month(m.month, m.paid, m.paid, m.refunds, exact(m.paid) - exact(m.refunds), 0, 0) for m in months]
    return in_widths(lambda width: month_bars(rows, width, write, label=label, has_ordered=False))
