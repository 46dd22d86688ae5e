"""A phone, e-mail, card or open id by which accounts can be reached and linked."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="contact_key",
    grain="one key of one account",
    about="Holds the keyed hash only; the text itself lies encrypted in the vault.",
    title={"en": "Contact key", "zh": "联系标识"},
    key=("account_id", "kind", "token"),
    moment="seen_at",
    columns=(
        Column("account_id", "id", "the account that showed the key", required=True),
        Column(
            "kind",
            "text",
            "what kind of key it is",
            required=True,
            words=("phone", "email", "id_number", "card", "openid", "unionid", "device"),
        ),
        Column("token", "text", "keyed hash of the normalised key", required=True, sensitivity="personal"),
        Column("seen_at", "moment", "when the account first showed it", required=True, merge="min"),
    ),
    references={"account_id": "account"},
)
