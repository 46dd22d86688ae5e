"""Chat groups of the shop that the customer is in."""

from regulars.core.tag import Tag

TAG = Tag(
    name="chat_groups",
    reads="group_member",
    unit="count",
    family="loyalty",
    title={"en": "Chat groups", "zh": "所在社群数"},
    about={
        "en": "Chat groups of the shop that the customer is in.",
        "zh": "客户当前所在的社群数。",
    },
    missing=0,
    value=lambda g, as_of: g.group_id.nunique(where=g.left_day.isnull() | (g.left_day > as_of)),
)
