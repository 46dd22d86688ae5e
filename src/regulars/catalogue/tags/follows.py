"""How many accounts and shop fronts the customer follows."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag


def _followed(f: Any) -> Any:
    """Of a follow that was not told, the leaving takes nothing away."""
    import ibis

    return ibis.greatest(f.count(where=f.kind == "follow") - f.count(where=f.kind == "leave"), 0)


TAG = Tag(
    name="follows",
    reads="follow",
    unit="count",
    family="loyalty",
    title={"en": "Follows", "zh": "关注数"},
    about={
        "en": "How many accounts and shop fronts the customer follows.",
        "zh": "客户当前关注的公众号与店铺数。",
    },
    missing=0,
    value=lambda f, as_of: _followed(f),
)
