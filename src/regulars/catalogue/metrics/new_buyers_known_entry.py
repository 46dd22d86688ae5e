"""First-time buyers of whom the history is long enough to know it."""

from regulars.core.metric import ENTRY_DAYS, Metric

METRIC = Metric(
    name="new_buyers_known_entry",
    reads="buyer",
    unit="people",
    title={"en": "New buyers, entry known", "zh": "新买家数（可确认）"},
    formula="customers whose first paid day lies in the period, after the first 180 days of history",
    formula_zh="首次支付日在统计期内的客户数（不计历史最初 180 天）",
    value=lambda buyers: buyers.is_entry_known.sum(),
    dated="first_day",
    history_days=ENTRY_DAYS,
    owner="marketing",
    about={
        "en": (
            "First-time buyers after the first 180 days of history, so that an old customer is not taken for a new one."
        ),
        "zh": "历史满 180 天之后首次支付的客户数，避免把老客误认作新客。",
    },
)
