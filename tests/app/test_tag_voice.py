"""Tags of groups, shares, follows, referrals, reviews, tickets and surveys, by hand."""

from __future__ import annotations

from datetime import date

import pytest

import regulars
from regulars.app.shop import Shop

SOURCES = {
    "order": (
        "tables: {orders: {order_id: nr, account_id: who, ordered_at: at, amount: paid}}",
        "nr,who,at,paid\n1,ann,2023-01-01 10:00,9\n2,bob,2024-05-01 10:00,9\n3,cid,2024-06-10 10:00,9\n",
    ),
    "group": (
        "tables: {group_member: {group_id: room, account_id: who, joined_at: came, left_day: went}}",
        "room,who,came,went\nG1,ann,2024-01-01 10:00,\nG2,ann,2024-01-02 10:00,2024-06-10 09:00\n"
        "G1,bob,2024-01-01 10:00,2024-03-01 10:00\nG1,bob,2024-04-01 10:00,2024-05-01 10:00\n",
    ),
    "share": (
        "tables: {share: {share_id: nr, account_id: who, shared_at: at, visitors: came}}",
        "nr,who,at,came\n1,ann,2024-06-01 10:00,3\n2,ann,2024-06-02 10:00,\n3,ann,2023-06-01 10:00,7\n",
    ),
    "follow": (
        "tables: {follow: {account_id: who, place: what, happened_at: at, kind: act}}",
        "who,what,at,act\nann,shop,2024-01-01 10:00,follow\nann,shop,2024-02-01 10:00,leave\n"
        "ann,shop,2024-03-01 10:00,follow\nann,video,2024-03-01 10:00,follow\nbob,shop,2024-03-01 10:00,leave\n",
    ),
    "referral": (
        "tables: {referral: {invited_id: new, account_id: who, referred_at: at}}",
        "new,who,at\nbob,ann,2024-05-01 10:00\ncid,ann,2024-06-10 10:00\n",
    ),
    "review": (
        "tables: {review: {review_id: nr, account_id: who, written_at: at, rating: stars, text: words}}",
        "nr,who,at,stars,words\n1,ann,2023-02-01 10:00,5,好\n2,ann,2024-06-01 10:00,4,\n3,ann,2024-06-01 10:00,1,差\n"
        "4,bob,2024-06-02 10:00,5,很好\n5,,2024-06-02 10:00,2,没名字\n",
    ),
    "ticket": (
        "tables: {ticket_message: {ticket_id: nr, message_no: nth, account_id: who, speaker: by, said_at: at, text: words}}",
        "nr,nth,who,by,at,words\nT1,1,ann,customer,2024-06-01 10:00,在吗\nT1,2,ann,agent,2024-06-01 10:01,在的\n"
        "T2,1,ann,customer,2024-06-03 10:00,退款\nT3,1,ann,customer,2022-06-03 10:00,发票\n",
    ),
    "survey": (
        "tables: {survey_answer: {survey_id: nr, question: asked, account_id: who, answered_at: at, score: given}}",
        "nr,asked,who,at,given\nS1,nps,ann,2024-01-01 10:00,9\nS2,nps,ann,2024-06-05 10:00,7\n"
        "S2,ease,ann,2024-06-06 10:00,1\nS2,nps,bob,2024-06-05 10:00,6\n",
    ),
}
TAGS = (
    "chat_groups", "is_in_group", "shares_12m", "share_visitors_12m", "follows", "referrals", "reviews_12m",
    "average_rating", "last_rating", "low_rating_share", "tickets_12m", "nps_score", "nps_group", "is_unhappy",
)  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    root = tmp_path_factory.mktemp("voice")
    with regulars.create(root / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as shop:
        for name, (mapping, rows) in SOURCES.items():
            (shop.folder / "mappings" / f"{name}.yaml").write_text(
                f"zone: Asia/Shanghai\n{mapping}\n", encoding="utf-8"
            )
            (root / f"{name}.csv").write_text(rows, encoding="utf-8")
            (one,) = shop.load(root / f"{name}.csv", mapping=name)
            assert one.quarantined == 0, one.reasons
        shop.build()
        yield shop


def of(shop: Shop, customer: str, day: date | None = None) -> dict[str, object]:
    (row,) = [row for row in shop.table("customer_tag", as_of=day) if row["customer_id"] == customer]
    return {name: row[name] for name in TAGS}


def test_tags_of_who_says_much_are_what_one_computes_by_hand(shop: Shop) -> None:
    assert of(shop, "ann") == {
        "chat_groups": 1, "is_in_group": True, "shares_12m": 2, "share_visitors_12m": 3, "follows": 2, "referrals": 2,
        "reviews_12m": 2, "average_rating": pytest.approx(10 / 3), "last_rating": 1.0,
        "low_rating_share": pytest.approx(1 / 3), "tickets_12m": 2, "nps_score": 7.0, "nps_group": "passive",
        "is_unhappy": True,
    }  # fmt: skip
    bob = of(shop, "bob")
    assert (bob["chat_groups"], bob["follows"], bob["last_rating"], bob["nps_group"]) == (0, 0, 5.0, "detractor")
    assert bob["is_unhappy"] is True, "five stars, and yet would not recommend the shop"


def test_who_says_nothing_has_no_opinion(shop: Shop) -> None:
    cid = of(shop, "cid")
    assert {name for name, value in cid.items() if value == 0} == {
        "chat_groups", "is_in_group", "shares_12m", "share_visitors_12m", "follows", "referrals", "reviews_12m", "tickets_12m",
    }  # fmt: skip
    assert cid["last_rating"] is cid["nps_group"] is cid["is_unhappy"] is None


def test_of_an_earlier_day_only_what_was_known_then_counts(shop: Shop) -> None:
    day = date(2024, 6, 1)
    shop.build(as_of=day)
    ann = of(shop, "ann", day)
    assert (ann["chat_groups"], ann["shares_12m"], ann["referrals"], ann["tickets_12m"]) == (2, 1, 1, 1)
    assert (ann["nps_score"], ann["nps_group"]) == (9.0, "promoter")
