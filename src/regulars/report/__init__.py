"""Turns plain values (a ``Picture`` of the shop, a ``CustomerCard``) into one self-contained HTML page.

Reads only what it is handed, makes text in Chinese or English with its charts drawn inside, and queries,
stores or sends nothing.
"""

from regulars.report.card import Account, CustomerCard, Happening, Product, Spent, Tag
from regulars.report.picture import (
    Axis,
    Cohort,
    Crossing,
    Figure,
    Flow,
    Group,
    Level,
    Load,
    Measure,
    Month,
    Move,
    Period,
    Picture,
    Proposal,
    Quality,
    Refunds,
    Rejected,
    Snapshot,
    Stage,
    Tier,
)
from regulars.report.render import render, render_customer

__all__ = [
    "Account",
    "Axis",
    "Cohort",
    "Crossing",
    "CustomerCard",
    "Figure",
    "Flow",
    "Group",
    "Happening",
    "Level",
    "Load",
    "Measure",
    "Month",
    "Move",
    "Period",
    "Picture",
    "Product",
    "Proposal",
    "Quality",
    "Refunds",
    "Rejected",
    "Snapshot",
    "Spent",
    "Stage",
    "Tag",
    "Tier",
    "render",
    "render_customer",
]
