"""By the change of the last 90 days against the 90 before: rising from 0.2 up, falling from −0.2 down."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag


def _trend(t: Any) -> Any:
    import ibis

    change = t.spend_change_90d
    named = ibis.cases((change >= 0.2, "rising"), (change <= -0.2, "falling"), else_="steady")
    return ibis.ifelse(change.notnull(), named, ibis.null("string"))


TAG = Tag(
    name="trend",
    reads="tag",
    unit="word",
    family="rhythm",
    title={"en": "Trend", "zh": "消费趋势"},
    about={
        "en": ("By the change of the last 90 days against the 90 before: rising from 0.2 up, falling from −0.2 down."),
        "zh": "近 90 天与前 90 天相比：变化 ≥0.2 为上升，≤−0.2 为下降。",
    },
    words={
        "rising": {"en": "Rising", "zh": "上升"},
        "steady": {"en": "Steady", "zh": "平稳"},
        "falling": {"en": "Falling", "zh": "下降"},
    },
    value=lambda t, as_of: _trend(t),
)
