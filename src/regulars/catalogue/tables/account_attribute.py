"""What an account said or showed of itself, valid from a day on."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="account_attribute",
    grain="one attribute of one account, from one day on",
    about="Region, country, age band, household …: the latest value not after the as-of day is valid.",
    title={"en": "Account attribute", "zh": "账户属性"},
    key=("account_id", "name", "valid_from"),
    versioned=True,
    columns=(
        Column("account_id", "id", "the account", required=True),
        Column("name", "text", "the attribute: country, region_code, age …", required=True),
        Column("valid_from", "day", "first day on which the value was seen", required=True),
        Column("value", "text", "the value as text", required=True),
    ),
    references={"account_id": "account"},
)
