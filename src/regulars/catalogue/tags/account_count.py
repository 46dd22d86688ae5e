"""How many accounts of sources make up this customer."""

from regulars.core.tag import Tag

TAG = Tag(
    name="account_count",
    reads="customer",
    unit="count",
    family="person",
    title={"en": "Accounts", "zh": "账户数"},
    about={
        "en": "How many accounts of sources make up this customer.",
        "zh": "构成该客户的来源账户数。",
    },
    value=lambda c, as_of: c.accounts,
)
