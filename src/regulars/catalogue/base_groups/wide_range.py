"""The fifth that bought from most categories."""

from regulars.core.base_group import BaseGroup, top_fifth

GROUP = BaseGroup(
    name="wide_range",
    dimension="usage",
    title={"en": "Wide range", "zh": "品类广泛"},
    about={
        "en": "The fifth that bought from most categories.",
        "zh": "购买品类数最多的五分之一客户。",
    },
    rule=lambda t: top_fifth(t.category_count),
)
