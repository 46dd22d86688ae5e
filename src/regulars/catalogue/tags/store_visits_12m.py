"""Visits of stores in this month and the eleven before."""

from regulars.core.tag import Tag, within_months

TAG = Tag(
    name="store_visits_12m",
    reads="store_visit",
    unit="count",
    family="rhythm",
    title={"en": "Store visits, 12 months", "zh": "近 12 个月到店次数"},
    about={
        "en": "Visits of stores in this month and the eleven before, of people who agreed to be known there.",
        "zh": "本月及之前 11 个月到店次数，仅含同意识别者。",
    },
    missing=0,
    value=lambda v, as_of: v.count(where=within_months(v, as_of, months=12)),
)
