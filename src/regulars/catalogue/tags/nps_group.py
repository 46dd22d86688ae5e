"""Promoter, passive or detractor by the last answer. Source: Reichheld, The One Number You Need to Grow (2003)."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag, bucketed


def _group(t: Any) -> Any:
    return bucketed(t.nps_score, ((7, "detractor"), (9, "passive")), "promoter")


TAG = Tag(
    name="nps_group",
    reads="tag",
    unit="word",
    family="loyalty",
    title={"en": "NPS group", "zh": "NPS 分组"},
    about={
        "en": "Promoters answered 9 or 10 last, passives 7 or 8, detractors 0 to 6.",
        "zh": "最近一次 9–10 分为推荐者，7–8 分为被动者，0–6 分为贬损者。",
    },
    words={
        "promoter": {"en": "Promoter", "zh": "推荐者"},
        "passive": {"en": "Passive", "zh": "被动者"},
        "detractor": {"en": "Detractor", "zh": "贬损者"},
    },
    value=lambda t, as_of: _group(t),
)
