"""At least 60 % of the money is paid at weekends, on three purchase days or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_weekend_buyer",
    reads="tag",
    unit="yes_no",
    family="rhythm",
    title={"en": "Weekend buyer", "zh": "周末客"},
    about={
        "en": "At least 60 % of the money is paid at weekends, on three purchase days or more.",
        "zh": "至少 3 个购买日，且 60% 以上金额在周末支付。",
    },
    value=lambda t, as_of: (t.weekend_share >= 0.6) & (t.purchase_days >= 3),
)
