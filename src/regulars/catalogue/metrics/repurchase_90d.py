"""First-time buyers who bought again within 90 days."""

from regulars.core.metric import ENTRY_DAYS, Metric

METRIC = Metric(
    name="repurchase_90d",
    reads="buyer",
    unit="share",
    title={"en": "Bought again within 90 days", "zh": "90 天复购率"},
    formula="first-time buyers with another paid day within 90 days ÷ first-time buyers, complete cohorts only",
    formula_zh="首购后 90 天内再次支付的客户数 ÷ 首购客户数（只计满 90 天的）",
    value=lambda buyers: (buyers.is_entry_known & (buyers.gap_days <= 90)).sum(),
    per=lambda buyers: buyers.is_entry_known.sum(),
    dated="first_day",
    window_days=90,
    history_days=ENTRY_DAYS + 90,
    interval="wilson",
    family="return",
    owner="marketing",
    about={
        "en": (
            "Share of first-time buyers who paid again on another day within 90 days. Only people whose 90 "
            "days are over count, and none of the first 180 days of history, when nobody knows who is new."
        ),
        "zh": (
            "首购客户中，90 天内在另一天再次支付的比例。"
            "只计已满 90 天的客户；历史最初 180 天的客户无法确认是否首购，不计。"
        ),
    },
)
