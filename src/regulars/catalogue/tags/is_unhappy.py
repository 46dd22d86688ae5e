"""Rated low last, or would not recommend the shop: somebody to be helped before anything is sold to them."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag


def _is_unhappy(t: Any) -> Any:
    import ibis

    low, against = (t.last_rating <= 2).fill_null(False), (t.nps_score <= 6).fill_null(False)
    return ibis.ifelse(t.last_rating.isnull() & t.nps_score.isnull(), ibis.null("boolean"), low | against)


TAG = Tag(
    name="is_unhappy",
    reads="tag",
    unit="yes_no",
    family="risk",
    title={"en": "Unhappy", "zh": "不满意客户"},
    about={
        "en": "Gave one or two stars last, or would not recommend the shop (0 to 6); unknown of who said nothing.",
        "zh": "最近评价 1–2 星，或推荐意愿 0–6 分；从未表态者未知。",
    },
    value=lambda t, as_of: _is_unhappy(t),
)
