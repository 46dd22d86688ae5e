"""Rows in quarantine are explained, fixed, replayed and dismissed; facts come out as if the file had been right."""

from __future__ import annotations

import pytest

from regulars.app import quarantine
from regulars.app.load import load
from regulars.core.errors import ConflictError, DataError, InputError, MissingError

HEAD = "order_no,buyer,ordered_at,amount\n"
ONE_BAD = HEAD + "1,anna,2024-03-01 10:00,100\n2,ben,2024-03-02 10:00,1O0\n3,anna,2024-03-03 10:00,50\n"
LINES = "invoice,buyer,sku,at,qty,price\n"


def test_listed_says_which_row_why_and_what_value(shop, bring) -> None:
    loaded = bring(shop, ONE_BAD)
    assert (loaded.rows, loaded.accepted, loaded.quarantined) == (3, 2, 1)
    (row,) = quarantine.listed(shop).rows()
    told = {name: row[name] for name in ("load_id", "row_no", "reason", "words", "column", "value", "status")}
    assert told == {
        "load_id": loaded.load_id, "row_no": 2, "reason": "not_a_number", "words": "not a number", "column": "amount",
        "value": "1O0", "status": "open",
    }  # fmt: skip


def test_listed_narrows_by_reason_load_and_status_and_keeps_the_limit(shop, bring) -> None:
    first = bring(shop, ONE_BAD)
    bring(shop, HEAD + "9,anna,2024-03-01 10:00,-1\n8,anna,2024-03-01 10:00,-2\n")
    assert len(quarantine.listed(shop, reason="not_a_number")) == 1
    assert quarantine.listed(shop, load=first.load_id)["row_no"] == [2]
    assert len(quarantine.listed(shop, limit=1)) == 1
    assert len(quarantine.listed(shop, status="dismissed")) == 0
    assert len(quarantine.listed(shop, status=None)) == len(quarantine.listed(shop, limit=None))
    with pytest.raises(InputError, match="Known: dismissed, open, replayed"):
        quarantine.listed(shop, status="gone")


def test_summary_counts_rows_by_load_and_reason_and_says_what_to_do(shop, bring) -> None:
    bring(shop, ONE_BAD)
    (row,) = quarantine.summary(shop).rows()
    assert quarantine.counted(shop)["open"] == row["open"]
    assert (row["name"], row["reason"], row["open"], row["replayed"], row["dismissed"]) == (
        "orders.csv", "not_a_number", 1, 0, 0,
    )  # fmt: skip
    assert "replay" in row["next"]


def test_words_follow_the_language_of_the_shop(new_shop, bring) -> None:
    shop = new_shop({"name": "小店", "zone": "Asia/Shanghai", "currency": "CNY", "language": "zh"})
    bring(shop, ONE_BAD)
    assert quarantine.listed(shop)["words"] == ["不是数字"]


def test_rows_shows_the_raw_row_as_it_came(shop, bring) -> None:
    loaded = bring(shop, ONE_BAD)
    assert quarantine.rows(shop, loaded.load_id).rows() == [
        {"row_no": 2, "order_no": "2", "buyer": "ben", "ordered_at": "2024-03-02 10:00", "amount": "1O0"}
    ]


def test_fix_and_replay_make_the_facts_of_a_file_that_was_right(new_shop, bring, facts, reasons) -> None:
    shop, right = new_shop(), new_shop()
    loaded = bring(shop, ONE_BAD)
    bring(right, ONE_BAD.replace("1O0", "100"))
    quarantine.fix(shop, loaded.load_id, 2, "Amount", "100")
    (replayed,) = quarantine.replay(shop)
    assert (replayed.replayed, replayed.still_open) == (1, 0)
    assert facts(shop) == facts(right)
    assert quarantine.listed(shop, status="replayed")["row_no"] == [2]
    record = shop.lake.rows("SELECT rows, accepted, quarantined FROM lake.main.load")
    assert record == [(3, 3, 0)]


def test_replaying_twice_equals_once(shop, bring, facts) -> None:
    loaded = bring(shop, ONE_BAD)
    quarantine.fix(shop, loaded.load_id, 2, "amount", "100")
    quarantine.replay(shop)
    once = facts(shop), shop.lake.fingerprint("quarantine"), shop.lake.rows("SELECT accepted FROM lake.main.load")
    assert quarantine.replay(shop) == []
    (again,) = quarantine.replay(shop, load=loaded.load_id)
    assert again.replayed == 0
    twice = facts(shop), shop.lake.fingerprint("quarantine"), shop.lake.rows("SELECT accepted FROM lake.main.load")
    assert once == twice


def test_a_replayed_line_like_an_accepted_one_is_a_second_sale(new_shop, bring, facts, all_of) -> None:
    text = LINES + "A,anna,cup,2024-03-01,1,10\nA,anna,cup,2024-03-O1,1,10\nA,anna,cup,2024-03-01,1,10\n"
    shop, right = new_shop(), new_shop()
    loaded = bring(shop, text, mapping="lines")
    bring(right, text.replace("O1", "01"), mapping="lines")
    quarantine.fix(shop, loaded.load_id, 2, "at", "2024-03-01")
    quarantine.replay(shop)
    assert [row["occurrence"] for row in all_of(shop, "order_item", "occurrence")] == [1, 2, 3]
    assert facts(shop) == facts(right)


def test_replay_of_an_old_load_leaves_the_last_word_to_later_ones(new_shop, bring, facts) -> None:
    first = HEAD + "1,anna,2024-03-01 10:00,100\n2,ben,2024-03-02 10:00,1O0\n"
    later = HEAD + "1,anna,2024-03-01 10:00,120\n2,ben,2024-03-02 10:00,90\n"
    shop, right = new_shop(), new_shop()
    loaded = bring(shop, first)
    bring(shop, later)
    bring(right, first.replace("1O0", "100"))
    bring(right, later)
    quarantine.fix(shop, loaded.load_id, 2, "amount", "100")
    quarantine.replay(shop, load=loaded.load_id)
    assert facts(shop) == facts(right)


def test_a_mended_mapping_lets_its_rows_pass_at_replay(shop, bring) -> None:
    bring(shop, HEAD + "1,anna,03/04/2024,10\n2,ben,05/06/2024,20\n")
    assert set(quarantine.listed(shop)["reason"]) == {"ambiguous_date"}
    path = shop.folder / "mappings" / "orders.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "dates: {day_first: true}\n", encoding="utf-8")
    (replayed,) = quarantine.replay(shop)
    assert (replayed.replayed, replayed.still_open) == (2, 0)
    days = shop.lake.rows("SELECT day FROM lake.main.orders ORDER BY day")
    assert [str(day) for (day,) in days] == ["2024-04-03", "2024-06-05"]


def test_a_row_that_fails_again_stays_open_with_its_reason_of_today(shop, bring, reasons) -> None:
    loaded = bring(shop, ONE_BAD)
    quarantine.fix(shop, loaded.load_id, 2, "amount", "-5")
    (replayed,) = quarantine.replay(shop)
    assert (replayed.replayed, replayed.still_open) == (0, 1)
    assert {reason for _, reason, _, _ in reasons(shop)} == {"negative"}


def test_a_fixed_row_that_contradicts_an_accepted_one_does_not_oust_it(shop, bring, all_of) -> None:
    loaded = bring(shop, HEAD + "1,anna,2024-03-01,100\n1,ben,2024-03-O1,100\n")
    quarantine.fix(shop, loaded.load_id, 2, "ordered_at", "2024-03-01")
    (replayed,) = quarantine.replay(shop)
    assert replayed.still_open == 1
    assert quarantine.listed(shop)["reason"] == ["key_conflict"]
    assert all_of(shop, "orders", "account_id") == [{"account_id": "anna"}]


def test_dismissed_rows_stay_on_record_and_out_of_replay(shop, bring, all_of) -> None:
    loaded = bring(shop, ONE_BAD)
    assert quarantine.dismiss(shop, load=loaded.load_id, row=2).rows == 1
    assert quarantine.dismiss(shop, reason="not_a_number").rows == 0
    assert quarantine.listed(shop, status="dismissed")["row_no"] == [2]
    assert quarantine.replay(shop) == []
    with pytest.raises(MissingError, match="not open in quarantine"):
        quarantine.fix(shop, loaded.load_id, 2, "amount", "100")
    assert len(all_of(shop, "orders")) == 2


def test_dismissing_by_reason_takes_whole_rows(shop, bring) -> None:
    bring(shop, HEAD + "1,anna,never,x\n2,ben,2024-03-02,y\n")
    assert quarantine.dismiss(shop, reason="not_a_time").rows == 1
    assert quarantine.listed(shop)["row_no"] == [2]
    with pytest.raises(InputError, match="say which rows"):
        quarantine.dismiss(shop)


def test_unreadable_rows_cannot_be_replayed_and_replay_says_so(shop, bring) -> None:
    loaded = bring(shop, HEAD + "1,anna,2024-03-01,100\n2,ben,2024-03-02,100,oops\n")
    assert loaded.reasons == {"ragged_row": 1}
    (replayed,) = quarantine.replay(shop)
    assert (replayed.unreadable, replayed.still_open) == (1, 1)
    with pytest.raises(InputError, match="could not be read"):
        quarantine.fix(shop, loaded.load_id, 2, "amount", "100")
    assert quarantine.listed(shop)["status"] == ["open"]


def test_a_fix_must_name_an_open_row_a_known_column_and_a_value_that_fits(shop, bring) -> None:
    loaded = bring(shop, ONE_BAD)
    with pytest.raises(MissingError, match="not open"):
        quarantine.fix(shop, loaded.load_id, 1, "amount", "5")
    with pytest.raises(InputError, match="Did you mean 'amount'"):
        quarantine.fix(shop, loaded.load_id, 2, "amont", "5")
    with pytest.raises(MissingError, match="no load named"):
        quarantine.fix(shop, "nothing", 2, "amount", "5")


def test_a_typed_column_takes_only_fixes_of_its_type(shop, bring, tmp_path) -> None:
    import io
    from datetime import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    at = [datetime(2024, 3, 1), datetime(2024, 3, 2)]
    table = pa.table({"order_no": [1, 2], "buyer": ["a", "b"], "ordered_at": at, "amount": [10.0, -3.0]})
    file = io.BytesIO()
    pq.write_table(table, file)
    loaded = bring(shop, file.getvalue(), name="orders.parquet")
    with pytest.raises(InputError, match="DOUBLE"):
        quarantine.fix(shop, loaded.load_id, 2, "amount", "three")
    quarantine.fix(shop, loaded.load_id, 2, "amount", "3")
    assert quarantine.replay(shop)[0].replayed == 1


def test_the_last_fix_of_a_cell_stands_and_nothing_is_a_value_too(shop, bring, all_of) -> None:
    loaded = bring(shop, ONE_BAD)
    quarantine.fix(shop, loaded.load_id, 2, "amount", "1")
    quarantine.fix(shop, loaded.load_id, 2, "amount", "2")
    quarantine.fix(shop, loaded.load_id, 2, "buyer", None)
    quarantine.replay(shop)
    told = [row for row in all_of(shop, "orders", "order_id", "account_id", "amount") if row["order_id"] == "2"]
    assert [(row["account_id"], float(row["amount"])) for row in told] == [(None, 2.0)]


def test_a_column_that_became_personal_later_is_not_replayed_from_plain_text(shop, bring) -> None:
    bring(shop, ONE_BAD)
    path = shop.folder / "mappings" / "orders.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "personal: {buyer: name}\n", encoding="utf-8")
    with pytest.raises(DataError, match="'buyer' was not personal"):
        quarantine.replay(shop)


def test_a_mapping_that_reads_a_column_that_was_not_kept_asks_for_the_file_again(shop, bring) -> None:
    bring(shop, ONE_BAD.replace("\n", ",x\n").replace("amount,x", "amount,note", 1))
    path = shop.folder / "mappings" / "orders.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("amount: amount", "amount: note"), encoding="utf-8")
    with pytest.raises(InputError, match="load the file again"):
        quarantine.replay(shop)


def test_replay_needs_no_file_for_a_word_list_that_lay_beside_the_loaded_one(new_shop, tmp_path) -> None:
    mapping = {
        "words": {"start": {"file": "campaigns.csv", "key": "campaign", "value": "day"}},
        "tables": {"orders": {"order_id": "no", "ordered_at": "moment(word(campaign, 'start'))", "amount": "sum"}},
    }
    shop = new_shop(campaign=mapping)
    (tmp_path / "campaigns.csv").write_text("campaign,day\nspring,2024-03-01\n", encoding="utf-8")
    (tmp_path / "orders.csv").write_text("no,campaign,sum\n1,spring,5\n2,spring,x\n", encoding="utf-8")
    loaded = load(shop, [str(tmp_path / "orders.csv")], mapping="campaign")[0]
    (tmp_path / "campaigns.csv").unlink()
    quarantine.fix(shop, loaded.load_id, 2, "sum", "7")
    assert quarantine.replay(shop)[0].replayed == 1
    days = shop.lake.rows("SELECT order_id, day FROM lake.main.orders ORDER BY 1")
    assert [(order, str(day)) for order, day in days] == [("1", "2024-03-01"), ("2", "2024-03-01")]


def test_a_loose_mapping_file_is_kept_so_that_replay_needs_no_file(new_shop, tmp_path, all_of) -> None:
    shop = new_shop()
    loose = tmp_path / "hand2.yaml"
    loose.write_text((shop.folder / "mappings" / "orders.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "o.csv").write_text(ONE_BAD, encoding="utf-8")
    (loaded,) = load(shop, [str(tmp_path / "o.csv")], mapping=str(loose))
    assert any("hand2.yaml is kept as" in note for note in loaded.notes)
    loose.unlink()
    quarantine.fix(shop, loaded.load_id, 2, "amount", "100")
    assert quarantine.replay(shop)[0].replayed == 1
    assert len(all_of(shop, "orders", "order_id")) == 3


def test_a_loose_mapping_file_never_takes_the_name_of_another(new_shop, tmp_path) -> None:
    shop = new_shop()
    (tmp_path / "o.csv").write_text(ONE_BAD, encoding="utf-8")
    text = (shop.folder / "mappings" / "orders.yaml").read_text(encoding="utf-8")
    (tmp_path / "orders.yaml").write_text(f"# mine\n{text}", encoding="utf-8")
    (same,) = load(shop, [str(tmp_path / "o.csv")], mapping=str(tmp_path / "orders.yaml"))
    assert not any("is kept as" in note for note in same.notes), "it says the same already"
    for name in ("orders", "generated"):
        (tmp_path / f"{name}.yaml").write_text(f"zone: Europe/London\n{text}", encoding="utf-8")
        with pytest.raises(ConflictError, match="Give your file another name"):
            load(shop, [str(tmp_path / "o.csv")], mapping=str(tmp_path / f"{name}.yaml"))


def test_a_mapping_of_a_load_that_failed_is_not_kept(new_shop, tmp_path) -> None:
    shop = new_shop()
    (tmp_path / "o.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "hand.yaml").write_text((shop.folder / "mappings" / "orders.yaml").read_text(), encoding="utf-8")
    with pytest.raises(InputError):
        load(shop, [str(tmp_path / "o.csv")], mapping=str(tmp_path / "hand.yaml"))
    assert not (shop.folder / "mappings" / "hand.yaml").exists()


def test_a_reason_that_nobody_knows_is_refused_with_those_that_are_there(shop, bring) -> None:
    bring(shop, ONE_BAD)
    assert len(quarantine.listed(shop, reason="negative")) == 0, "a known code may have no rows"
    with pytest.raises(InputError, match=r"no reason named 'nonsense'.*Known: not_a_number"):
        quarantine.listed(shop, reason="nonsense")
    with pytest.raises(InputError, match="Did you mean 'not_a_number'"):
        quarantine.dismiss(shop, reason="not_a_numbr")


def values(shop) -> list[tuple[int, str, str, str | None]]:
    return [(row["row_no"], row["reason"], row["column"], row["value"]) for row in quarantine.listed(shop).rows()]


def test_a_value_that_is_written_as_nothing_is_shown_as_the_file_holds_it(shop, bring) -> None:
    bring(shop, HEAD + "1,anna,2024-03-01,nan\n2,anna,2024-03-01,N/A\n3,anna,2024-03-01,\n4,anna,NULL,5\n")
    assert values(shop) == [
        (1, "required", "amount", "nan"), (2, "required", "amount", "N/A"), (3, "required", "amount", None),
        (4, "required", "ordered_at", "NULL"),
    ]  # fmt: skip
    assert {row["words"] for row in quarantine.listed(shop).rows()} == {
        "a needed value is missing, or written as nothing (nan, NULL …)"
    }


def test_a_computed_value_that_is_missing_is_shown_by_the_columns_it_is_made_of(new_shop, bring) -> None:
    payment = {"payment_id": "no", "order_id": "no", "paid_at": "at", "amount": "qty * price"}
    shop = new_shop(paid={"tables": {"payment": payment}})
    at = "2024-03-01"
    bring(shop, f"no,at,qty,price\n1,{at},nan,5\n2,{at},900000000,900000000\n3,{at},1,5\n", mapping="paid")
    assert values(shop) == [
        (1, "required", "qty * price", "price: 5, qty: nan"),
        (2, "required", "qty * price", "price: 900000000, qty: 900000000"),
    ]


def test_a_missing_personal_value_shows_nothing_of_its_row(new_shop, bring) -> None:
    orders = {"order_id": "coalesce(no, tel)", "account_id": "buyer", "ordered_at": "at"}
    shop = new_shop(called={"personal": {"tel": "phone"}, "tables": {"orders": orders}})
    bring(shop, "no,tel,at,buyer\nnan,1,2024-03-01,anna\n", mapping="called")
    assert [(reason, value) for _, reason, _, value in values(shop)] == [("required", "no: nan")]


def test_an_impossible_amount_shows_what_it_was_made_of(shop, bring) -> None:
    at = "2024-03-01"
    bring(
        shop,
        f"{LINES}A,anna,cup,{at},999999999,999999999\nB,anna,cup,{at},2,-1.50\nC,anna,cup,{at},1,1e308\n"
        f"D,anna,cup,{at},inf,1\n",
        mapping="lines",
    )
    made = "quantity × unit_price − discounts"
    assert values(shop) == [
        (1, "amount_impossible", made, "999999999 × 999999999"), (2, "amount_impossible", made, "2 × -1.5"),
        (2, "negative", "price", "-1.5"), (3, "out_of_range", "price", "1e308"), (4, "out_of_range", "qty", "inf"),
    ]  # fmt: skip


def test_an_impossible_amount_shows_the_discounts_that_made_it_so(new_shop, bring) -> None:
    line = {"order_id": "no", "ordered_at": "at", "quantity": "qty", "unit_price": "price", "discount_shop": "off"}
    shop = new_shop(less={"tables": {"order_item": line}})
    bring(shop, "no,at,qty,price,off\n1,2024-03-01,2,10,25\n2,2024-03-01,2,10,\n", mapping="less")
    assert [value for *_, value in values(shop)] == ["2 × 10 − 25"]


def test_a_date_that_cannot_be_is_shown_on_the_clock_of_the_shop_as_the_file_has_it(shop, bring) -> None:
    bring(shop, HEAD + "1,anna,1970-01-01 10:00,5\n2,anna,2199-12-31,5\n3,anna,1969-12-31T20:00:00Z,5\n")
    assert [value for *_, value in values(shop)] == [
        "1970-01-01 10:00:00", "2199-12-31 00:00:00", "1970-01-01 04:00:00",
    ]  # fmt: skip


def test_one_fault_of_a_date_is_told_once_however_many_formulas_read_it(new_shop, bring) -> None:
    tables = {
        "orders": {"order_id": "no", "account_id": "buyer", "ordered_at": "Ordered"},
        "payment": {"payment_id": "no", "order_id": "no", "paid_at": "`paid`", "amount": "sum"},
        "refund": {
            "refund_id": "no", "refunded_at": "coalesce(paid, ordered)", "amount": "sum", "account_id": "buyer",
        },
        "account": {"account_id": "buyer", "registered_at": "ordered"},
    }  # fmt: skip
    shop = new_shop(many={"tables": tables})
    bring(shop, "no,buyer,ordered,paid,sum\n1,anna,1970-01-01,1970-01-01,5\n2,anna,2024-01-01,,5\n", mapping="many")
    assert values(shop) == [
        (1, "implausible_time", "ordered", "1970-01-01 00:00:00"),
        (1, "implausible_time", "paid", "1970-01-01 00:00:00"),
        (2, "required", "paid", None),
    ]


def test_a_date_that_only_a_formula_makes_impossible_is_told(new_shop, bring) -> None:
    orders = {"order_id": "no", "ordered_at": "at"}
    payment = {"payment_id": "no", "order_id": "no", "paid_at": "add_days(at, 99999)", "amount": "sum"}
    shop = new_shop(later={"tables": {"orders": orders, "payment": payment}})
    bring(shop, "no,at,sum\n1,2024-01-01,5\n", mapping="later")
    assert values(shop) == [(1, "implausible_time", "add_days(at, 99999)", "2297-10-15 00:00:00")]


def test_a_row_that_a_database_could_not_hand_over_is_never_replayed(shop, tmp_path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "shop.db") as base:
        base.execute("CREATE TABLE orders (order_no TEXT, buyer TEXT, ordered_at TEXT, amount)")
        rows = [(str(number), "a", "2024-03-01", 5.5) for number in range(9)]
        base.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
        base.execute("INSERT INTO orders VALUES ('9', 'a', '2024-03-01', 1152921504606846977)")
    base.close()
    (loaded,) = load(shop, [f"sqlite:///{tmp_path / 'shop.db'}"], mapping="orders", table="orders")
    assert (loaded.rows, loaded.accepted, loaded.reasons) == (10, 9, {"wrong_type": 1})
    (replayed,) = quarantine.replay(shop)
    assert (replayed.replayed, replayed.still_open) == (0, 1)
    with pytest.raises(InputError, match="could not be read"):
        quarantine.fix(shop, loaded.load_id, 10, "amount", "5")
