"""The walk of a shop's owner from an export to one customer, through the command line only."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from regulars.report.names import GROUPS

Ask = Callable[..., Result]
Answer = Callable[..., Any]
Run = Callable[..., Result]
Made = Any
STAGES = {"visitor", "registered", "activated", "new", "growing", "mature", "one_time", "returned", "lost"}


def test_init_says_what_was_made_and_what_comes_next(made: Made) -> None:
    assert "Asia/Shanghai" in made.init.stdout
    assert "CNY" in made.init.stdout
    assert "regulars load" in made.init.stdout
    assert (made.folder / "shop.yaml").exists()


def test_load_accounts_for_every_row(made: Made) -> None:
    sums = re.findall(r"(\d[\d,]*) rows = (\d[\d,]*) accepted \+ (\d[\d,]*) quarantined", made.load.stdout)
    assert len(sums) == len(made.exports)
    counts = [[int(number.replace(",", "")) for number in one] for one in sums]
    assert sum(rows for rows, _, _ in counts) == made.lines + 2
    assert all(rows == accepted + aside for rows, accepted, aside in counts)
    assert sum(aside for _, _, aside in counts) == 2
    assert "not a date or time" in made.load.stdout
    assert "neither a sale nor a return" in made.load.stdout
    assert "order_item: " in made.load.stdout


def test_loading_the_same_files_again_says_so(ask: Ask, made: Made) -> None:
    again = ask("load", *made.exports, "--mapping", "generated")
    assert again.stdout.count("already loaded, nothing changed") == len(made.exports)
    assert "内容已导入过，没有变化" in ask("load", made.exports[0], "--mapping", "generated", "--language", "zh").stdout


def test_a_file_that_fails_does_not_hide_those_that_are_in(made: Made, tmp_path: Path, run: Run) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and no more")
    assert run("init", tmp_path / "other", "--zone", "Asia/Shanghai", "--currency", "CNY").exit_code == 0
    place = ("--mapping", "generated", "--shop", tmp_path / "other")
    result = run("load", made.exports[0], broken, *place)
    assert result.exit_code != 0
    assert made.exports[0].name in result.stdout
    assert "broken.parquet" in result.stderr
    assert "already loaded" in run("load", made.exports[0], *place).stdout


def test_load_takes_folders_and_patterns(answer: Answer, made: Made) -> None:
    folder = made.exports[0].parent
    for place in (folder, f"{folder}/orders-*.csv"):
        found = answer("load", place, "--mapping", "generated")
        assert [one["is_known"] for one in found] == [True] * len(made.exports)


def test_load_takes_a_database(made: Made, tmp_path: Path, run: Run) -> None:
    import csv
    import sqlite3

    with made.exports[1].open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    database = sqlite3.connect(tmp_path / "till.db")
    database.execute(f"CREATE TABLE orders ({', '.join(header)})")
    database.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(header))})", lines)
    database.commit()
    database.close()
    run("init", tmp_path / "other", "--zone", "Asia/Shanghai", "--currency", "CNY")
    for choice in (["--table", "orders"], ["--query", "SELECT * FROM orders WHERE quantity > 0"]):
        place = f"sqlite:///{tmp_path / 'till.db'}"
        done = run("load", place, *choice, "--mapping", "generated", "--shop", tmp_path / "other", "--json")
        assert done.exit_code == 0, done.output
        (loaded,) = json.loads(done.stdout)
        assert 0 < loaded["accepted"] <= len(lines)
        assert loaded["rows"] == loaded["accepted"] + loaded["quarantined"]


def test_build_tells_each_table(made: Made, answer: Answer) -> None:
    for table in ("account_day", "segment_history", "customer", "segment_flow"):
        assert re.search(rf"^{table} +\d", made.build.stdout, re.MULTILINE)
    answer("build")  # audiences that other tests saved since are recorded now
    again = answer("build")
    assert {table["made"] for table in again["tables"]} == {0}, "without new data nothing is made again"
    assert date.fromisoformat(again["as_of"]).year == 2023


def test_status_says_what_there_is(answer: Answer, ask: Ask) -> None:
    assert answer("status")
    assert "2023" in ask("status").stdout


def test_groups_reconcile_with_the_customers(answer: Answer, made: Made) -> None:
    groups, people = answer("segments"), answer("customers", "--limit", 0)
    assert {row["value"] for row in groups} <= set(GROUPS)
    assert sum(row["people"] for row in groups) == len(people) == made.customers
    paid = sum(Decimal(row["paid"]) for row in groups)
    assert paid == sum(Decimal(row["amount"]) for row in people)
    assert all(re.fullmatch(r"-?\d+\.\d{4}", row["paid"]) for row in groups), "money is text with four digits"
    assert {row["value"] for row in answer("segments", "--by", "stage")} >= {"growing", "one_time", "mature"}
    assert {row["dimension"] for row in answer("segments", "--by", "levels")} == {"r_level", "f_level", "m_level"}


def test_customers_are_chosen_by_group_stage_and_tier(answer: Answer, made: Made, run: Run) -> None:
    everyone = answer("customers")
    assert len(everyone) == made.customers
    group = everyone[0]["rfm_group"]
    chosen = answer("customers", "--group", group, "--limit", 0)
    assert chosen == [row for row in everyone if row["rfm_group"] == group]
    assert len(answer("customers", "--limit", 7)) == 7
    wrong = run("customers", "--stage", "matur", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "Did you mean 'mature'?" in wrong.stderr


def test_flow_sums_are_the_two_snapshots(answer: Answer, ask: Ask) -> None:
    moves = answer("flow", "--by", "month", "--month", "2023-03")
    assert {(row["from_day"], row["to_day"]) for row in moves} == {("2023-02-28", "2023-03-31")}
    after = sum(row["people"] for row in moves if row["to_value"] not in ("erased", "merged"))
    assert after == sum(row["people"] for row in answer("segments", "--as-of", "2023-03-31"))
    matrix = ask("flow", "--month", "2023-03").stdout
    total = re.search(r"^Sum .* (\d+)$", matrix, re.MULTILINE)
    assert total is not None
    assert int(total.group(1)) == sum(row["people"] for row in moves)
    assert "Not yet a customer" in matrix
    assert {row["to_value"] for row in answer("flow", "--dimension", "stage")} <= STAGES


def test_flow_by_month_tells_every_month_and_the_newest_in_full(ask: Ask, answer: Answer) -> None:
    moves = answer("flow")
    text = ask("flow", "--by", "month").stdout
    summary = text.split("From the end of 31 Mar 2023", 1)[0].splitlines()
    ends = sorted({row["to_day"] for row in moves})
    assert len(ends) == 3
    for end, shown in zip(ends, ("28 Feb 2023", "31 Mar 2023", "30 Apr 2023"), strict=True):
        line = next(line for line in summary if re.search(rf"{shown} +\d", line))
        moved = sum(row["people"] for row in moves if row["to_day"] == end and row["cause"] != "stayed")
        assert re.search(rf"\b{moved}\b", line), (moved, line)
    assert answer("flow", "--by", "stage") == answer("flow", "--dimension", "stage")
    assert answer("segments", "--dimension", "tier") == answer("segments", "--by", "tier")


def test_flow_of_a_month_without_data_says_which_there_are(made: Made, run: Run) -> None:
    wrong = run("flow", "--month", "2031-01", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "Known: 2023-02 to 2023-04" in wrong.stderr


def test_one_customer_has_a_card(answer: Answer, ask: Ask) -> None:
    someone = max(answer("customers", "--limit", 0), key=lambda row: row["orders"])
    card = answer("customer", someone["customer_id"])
    assert card["group"] == someone["rfm_group"]
    assert card["stage"] == someone["stage"]
    assert card["timeline"]
    text = ask("customer", someone["customer_id"], "--limit", 3).stdout
    assert someone["customer_id"] in text
    assert "CN¥" in text or "¥" in text


def test_who_never_bought_is_said_so_once(made: Made, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "members"
    export = tmp_path / "orders-m.csv"
    header, first, *_ = made.exports[0].read_text(encoding="utf-8").splitlines()
    export.write_text(f"{header}\n{first}\n", encoding="utf-8")
    mapping = folder / "mappings" / "mine.yaml"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    mapping.write_text(
        'title: {en: "Orders", zh: "订单"}\n'
        "tables:\n"
        "  orders: {order_id: order_id, account_id: customer_id, ordered_at: ordered_at}\n"
        "  account: {account_id: customer_id, first_seen_at: ordered_at}\n"
        "attributes: {of: customer_id, valid_from: ordered_at, values: {province: region(province)}}\n",
        encoding="utf-8",
    )
    assert run("load", export, "--mapping", "mine", "--shop", folder).exit_code == 0
    assert run("build", "--shop", folder).exit_code == 0
    (someone,) = json.loads(run("customers", "--shop", folder, "--json").stdout)
    card = run("customer", someone["customer_id"], "--shop", folder, "--language", "zh").stdout
    assert card.count("从未购买") == 1
    assert "暂不能判断" not in card
    assert re.search(r"省份：\S+（见于 2023-01-\d\d）", card)
    assert "never bought" in run("customer", someone["customer_id"], "--shop", folder).stdout


def test_a_customer_that_is_not_there_is_missing(made: Made, run: Run) -> None:
    wrong = run("customer", "C9999999", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "C9999999" in wrong.stderr


def test_quarantine_tells_counts_and_rows(answer: Answer, ask: Ask) -> None:
    counted = answer("quarantine")
    assert counted["rows"]["open"] == 2
    assert sum(row["open"] for row in counted["reasons"]) == 2
    assert "2 open rows." in ask("quarantine").stdout
    assert "1 more: --limit 0" in ask("quarantine", "list", "--limit", 1).stderr
    listed = answer("quarantine", "list")
    assert {row["reason"] for row in listed} >= {"not_a_time"}
    (faulty,) = [row for row in answer("quarantine", "list", "--reason", "not_a_time") if row["value"] == "not a date"]
    assert faulty["row_no"] > 0
    assert "not a date or time (not_a_time)" in ask("quarantine", "list").stdout
    assert "not a date or time (not_a_time)" in ask("quarantine").stdout, "the code is what --reason takes"
    exported = ask("quarantine", "export").stdout.splitlines()
    assert len(exported) == len(listed) + 1
    assert "reason" in exported[0].split("\t")


def test_a_quarantined_row_is_fixed_and_replayed(made: Made, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "fixing"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    export = tmp_path / "orders-x.csv"
    header, first, *_ = made.exports[0].read_text(encoding="utf-8").splitlines()
    export.write_text(f"{header}\n{first}\n{first.replace('2023-', 'soon-').replace('O0', 'O9')}\n", encoding="utf-8")
    assert run("load", export, "--mapping", "generated", "--shop", folder).exit_code == 0
    (line,) = json.loads(run("quarantine", "list", "--shop", folder, "--json").stdout)
    raw = json.loads(run("quarantine", "rows", line["load_id"], "--shop", folder, "--json").stdout)
    assert [row["row_no"] for row in raw] == [line["row_no"]]
    fixed = run(
        "quarantine", "fix", line["load_id"], line["row_no"], "ordered_at", "2023-01-09 10:00:00", "--shop", folder
    )
    assert fixed.exit_code == 0, (fixed.output, fixed.exception)
    replayed = run("quarantine", "replay", "--shop", folder)
    assert "1 accepted now, 0 still open" in replayed.stdout
    assert run("quarantine", "list", "--shop", folder, "--json").stdout.strip() == "[]"


def test_a_replay_makes_a_build_due_and_counts_as_status_does(made: Made, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "replaying"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    export = tmp_path / "orders-y.csv"
    header, first, *_ = made.exports[0].read_text(encoding="utf-8").splitlines()
    wrong = first.replace("2023-", "soon-").replace("O0", "O9")
    export.write_text(f"{header}\n{first}\n{wrong}\n{wrong},one,two,three\n", encoding="utf-8")
    assert run("load", export, "--mapping", "generated", "--shop", folder).exit_code == 0
    assert run("build", "--shop", folder).exit_code == 0
    assert "Up to date" in run("status", "--shop", folder).stdout
    (line,) = json.loads(run("quarantine", "list", "--reason", "not_a_time", "--shop", folder, "--json").stdout)
    run("quarantine", "fix", line["load_id"], line["row_no"], "ordered_at", "2023-01-09 10:00:00", "--shop", folder)
    replayed = run("quarantine", "replay", "--shop", folder)
    assert "1 accepted now, 1 still open" in replayed.stdout
    assert "1 of them cannot be replayed: the file must be corrected and loaded again" in replayed.stdout
    assert "1 open row." in run("quarantine", "--shop", folder).stdout
    stale = json.loads(run("status", "--shop", folder, "--json").stdout)
    assert (stale["quarantined"], stale["next_step"]) == (1, "regulars build")
    told = run("runs", "--shop", folder).stdout
    assert [word for word in ("fix", "replay", "load", "build") if word not in told] == []
    assert run("build", "--shop", folder).exit_code == 0
    assert "Up to date" in run("status", "--shop", folder).stdout


def test_a_row_with_two_faults_stands_in_two_lines_and_counts_once(made: Made, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    export = tmp_path / "orders-z.csv"
    header, first, *_ = made.exports[0].read_text(encoding="utf-8").splitlines()
    order, _, rest = first.partition(",")
    account, product, _, _, price, *place = rest.split(",")
    wrong = ",".join([order, account, product, "soon", "many", price, *place])
    export.write_text(f"{header}\n{first}\n" + f"{wrong}\n" * 30, encoding="utf-8")
    assert run("load", export, "--mapping", "generated", "--shop", folder).exit_code == 0
    found = json.loads(run("quarantine", "--shop", folder, "--json").stdout)
    assert found["rows"] == {"open": 30, "replayed": 0, "dismissed": 0}
    assert sum(row["open"] for row in found["reasons"]) == 60
    text = run("quarantine", "--shop", folder).stdout
    assert "30 open rows; a row with two faults stands in two lines." in text
    everything = json.loads(run("quarantine", "list", "--language", "zh", "--shop", folder, "--json").stdout)
    assert len(everything) == 60
    assert {row["words"] for row in everything} == {"不是数字", "不是日期或时间"}
    assert len(json.loads(run("quarantine", "list", "--limit", 5, "--shop", folder, "--json").stdout)) == 5
    listed = run("quarantine", "list", "--shop", folder)
    assert "40 more: --limit" in listed.stderr


def test_a_shop_without_a_name_has_its_folders(tmp_path: Path, run: Run) -> None:
    assert "Shop gifts is in" in run("init", tmp_path / "gifts").stdout
    assert json.loads(run("status", "--shop", tmp_path / "gifts", "--json").stdout)["name"] == "gifts"
    assert "<title>gifts" in Path(run("report", "--shop", tmp_path / "gifts").stdout.strip()).read_text("utf-8")


def test_bare_regulars_shows_the_help(run: Run) -> None:
    bare = run()
    assert (bare.exit_code, bare.stdout) == (0, run("--help").stdout)
    assert "regulars demo" in bare.stdout


def test_dismissed_rows_leave_the_list_and_stay_on_record(made: Made, run: Run, tmp_path: Path) -> None:
    # A copy, here and below: other tests count what stands in the shop, and may come before or after in any order.
    folder = shutil.copytree(made.folder, tmp_path / "dismissing")

    def answer(*arguments: str) -> Any:
        return json.loads(run("quarantine", *arguments, "--shop", folder, "--json").stdout)

    refused = run("quarantine", "dismiss", "--shop", folder)
    assert refused.exit_code == 2
    assert answer("dismiss", "--reason", "not_a_time") == {"rows": 1}
    assert "not_a_time" not in {row["reason"] for row in answer("list")}
    assert "not_a_time" in {row["reason"] for row in answer("list", "--status", "dismissed")}


def test_quality_card_has_its_measures(answer: Answer) -> None:
    assert {row["measure"] for row in answer("quality")} >= {"completeness", "validity"}


def test_metrics_by_month_add_up(answer: Answer) -> None:
    (whole,) = answer("metrics", "gmv_paid")
    months = answer("metrics", "gmv_paid", "--by", "month")
    assert len(months) == 4
    assert sum(Decimal(row["amount"]) for row in months) == Decimal(whole["amount"])


def test_metrics_show_what_they_are_called_and_what_a_share_stands_on(ask: Ask, answer: Answer) -> None:
    rows = {row["metric"]: row for row in answer("metrics")}
    lines = ask("metrics").stdout.splitlines()
    line = next(line for line in lines if "order_value" in line)
    assert f"{rows['order_value']['n']:,}" in line
    assert all(any(name in line for line in lines) for name in rows)


def test_an_unknown_metric_gets_what_was_probably_meant(made: Made, run: Run) -> None:
    wrong = run("metrics", "gmv_piad", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "Did you mean 'gmv_paid'?" in wrong.stderr


def test_tables_are_listed_with_grain_and_rows(answer: Answer, ask: Ask, made: Made) -> None:
    tables = {row["name"]: row for row in answer("tables")}
    assert tables["customer"]["rows"] == made.customers
    assert tables["orders"]["grain"] == "one order"
    assert len(answer("tables", "show", "customer", "--limit", 3)) == 3
    shown = ask("tables", "show", "orders", "--as-of", "2023-01-31").stdout.splitlines()
    day = shown[0].split("\t").index("day")
    assert all(line.split("\t")[day] <= "2023-01-31" for line in shown[1:])
    assert len(shown) > 1


def test_sql_gives_rows_for_other_programs(answer: Answer, ask: Ask) -> None:
    query = "SELECT count(*) AS n, sum(amount) AS paid, min(day) AS first FROM order_item"
    (row,) = answer("sql", query)
    assert isinstance(row["n"], int)
    assert re.fullmatch(r"\d+\.\d{4}", row["paid"])
    assert row["first"].startswith("2023-01-")
    assert ask("sql", query).stdout.splitlines()[0] == "n\tpaid\tfirst"


@pytest.mark.parametrize("query", ["DELETE FROM orders", "SELEKT 1", "SELECT * FROM orderz"])
def test_sql_that_writes_or_cannot_be_read_is_refused(query: str, made: Made, run: Run) -> None:
    wrong = run("sql", query, "--shop", made.folder)
    assert wrong.exit_code in (2, 3, 5, 6)
    assert wrong.stdout == ""


def test_runs_tell_loads_and_builds(answer: Answer) -> None:
    assert {row["what"].split()[0] for row in answer("runs")} == {"load", "build"}


def test_runs_are_told_in_the_language_of_the_console(answer: Answer, ask: Ask) -> None:
    answer("build")  # a second one changes nothing
    chinese = ask("runs", "--language", "zh").stdout
    assert re.search(r"[a-z] new|unchanged|parts", chinese) is None
    assert "无变化" in chinese
    assert "新增 " in chinese
    assert "unchanged" in ask("runs").stdout


def test_mappings_are_listed_shown_and_checked(answer: Answer, ask: Ask, made: Made, tmp_path: Path, run: Run) -> None:
    assert "online_retail" in {row["name"] for row in answer("mappings")}
    text = ask("mappings", "show", "generated").stdout
    mine = tmp_path / "mine.yaml"
    mine.write_text(text, encoding="utf-8")
    assert answer("mappings", "check", mine)["is_usable"] is True
    mine.write_text(text.replace("order_item:", "order_itm:").replace("region(", "regoin("), encoding="utf-8")
    wrong = run("mappings", "check", mine, "--shop", made.folder)
    assert wrong.exit_code == 2
    assert "'order_item'" in wrong.stderr
    assert "'region'" in wrong.stderr, "all faults are told at once"


def test_a_mapping_is_checked_against_files(answer: Answer, ask: Ask, made: Made, tmp_path: Path, run: Run) -> None:
    (found,) = answer("mappings", "check", "generated", made.exports[0])
    assert found["extra"] == []
    assert "quantity" in found["columns"]
    text = made.exports[0].read_text(encoding="utf-8").splitlines()[0]
    other = tmp_path / "other.csv"
    other.write_text(text.replace("quantity", "pieces") + "\n", encoding="utf-8")
    wrong = run("mappings", "check", "generated", other, "--shop", made.folder)
    assert wrong.exit_code == 2
    assert "'quantity'" in wrong.stderr
    other.write_text(text + ",mood\n", encoding="utf-8")
    assert "not used, so never stored: mood" in ask("mappings", "check", "generated", other).stdout


def test_map_proposes_a_mapping_that_can_be_used(ask: Ask, answer: Answer, made: Made, tmp_path: Path) -> None:
    ask("map", made.exports[0], "--out", tmp_path / "mine.yaml")
    assert answer("mappings", "check", tmp_path / "mine.yaml")["is_usable"] is True
    assert "order_item" in ask("map", made.exports[0]).stdout


def test_map_says_what_it_is_unsure_of_in_the_language_of_the_console(ask: Ask, made: Made) -> None:
    done = ask("map", made.exports[0], "--language", "zh")
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert said
    assert not [line for line in said if not re.search("[\u4e00-\u9fff]", line)]
    assert "请核对每一处标有「待确认」的行" in done.stdout


def test_build_of_a_past_day_stands_beside_the_newest(made: Made, run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "past")

    def answer(*arguments: str) -> Any:
        return json.loads(run(*arguments, "--shop", folder, "--json", "--quiet").stdout)

    newest = answer("segments")
    assert answer("build", "--as-of", "2023-03-15")["as_of"] == "2023-03-15"
    assert {row["as_of"] for row in answer("segments", "--as-of", "2023-03-15")} == {"2023-03-15"}
    assert answer("build")["as_of"] == newest[0]["as_of"]
    assert answer("segments") == newest


def test_what_comes_next_after_a_past_day_is_of_that_day(made: Made, run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "past")
    told = run("build", "--as-of", "2023-02-28", "--shop", folder).stderr
    assert "regulars segments --as-of 2023-02-28" in told
    assert "regulars report --as-of 2023-02-28 --open" in told


def test_shipped_mappings_are_listed_and_shown_without_a_shop(run: Run, tmp_path: Path) -> None:
    listed = run("mappings")
    assert listed.exit_code == 0, listed.output
    assert "online_retail" in listed.stdout
    assert "shipped mappings only" in listed.stderr
    text = run("mappings", "show", "online_retail").stdout
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert run("mappings", "check", "mine.yaml").exit_code == 0


def test_a_mapping_cannot_be_written_into_a_folder_that_is_not_there(made: Made, run: Run, tmp_path: Path) -> None:
    refused = run("map", made.exports[0], "--out", tmp_path / "nowhere" / "mine.yaml")
    assert refused.exit_code == 3
    assert f"no folder {tmp_path / 'nowhere'}" in refused.stderr


def test_a_day_that_was_not_built_says_how_to_build_it(made: Made, run: Run) -> None:
    wrong = run("segments", "--as-of", "2023-02-03", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "regulars build --as-of 2023-02-03" in wrong.stderr


def test_answers_say_that_data_came_in_since_the_build(made: Made, run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "late")
    fresh = run("segments", "--shop", folder)
    assert "since the last build" not in fresh.stderr
    late = tmp_path / "late.csv"
    head = made.exports[0].read_text(encoding="utf-8").splitlines()[0]
    late.write_text(f"{head}\nO777,C0000001,P00001,2023-01-05 10:00:00,1,2.50,广东省\n", encoding="utf-8")
    assert run("load", late, "--mapping", "generated", "--shop", folder).exit_code == 0
    for words in (("segments",), ("metrics", "gmv_paid"), ("report",), ("flow",), ("segments", "--json")):
        assert "since the last build" in run(*words, "--shop", folder).stderr, words
    assert "since the last build" not in run("segments", "--quiet", "--shop", folder).stderr


def test_data_that_name_no_customers_are_said_so_by_every_answer_about_people(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    (folder / "mappings" / "till.yaml").write_text(
        "tables:\n  orders: {order_id: order, ordered_at: at, amount: amount}\n"
        "  payment: {payment_id: order, order_id: order, paid_at: at, amount: amount}\n",
        encoding="utf-8",
    )
    (tmp_path / "till.csv").write_text(
        "order,at,amount\n1,2024-01-10 10:00:00,10\n2,2024-02-10 10:00:00,20\n", encoding="utf-8"
    )
    assert run("load", tmp_path / "till.csv", "--mapping", "till", "--shop", folder).exit_code == 0
    assert run("build", "--shop", folder).exit_code == 0
    for words in (("segments",), ("segments", "--by", "stage"), ("customers",), ("flow",)):
        told = run(*words, "--shop", folder)
        assert told.exit_code == 0, (words, told.output)
        assert told.stdout.startswith("Nobody is known"), words
        assert len(told.stdout.splitlines()) == 1


def test_report_is_a_page_in_either_language(answer: Answer, tmp_path: Path) -> None:
    for language, word in (("en", 'lang="en"'), ("zh", 'lang="zh')):
        path = tmp_path / f"{language}.html"
        assert answer("report", "--out", path, "--language", language)["path"] == str(path)
        assert word in path.read_text(encoding="utf-8")


def test_report_opens_in_the_browser(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    path = ask("report", "--open").stdout.strip()
    assert opened == [Path(path).as_uri()]


def test_backup_and_restore_give_the_same_shop(answer: Answer, made: Made, tmp_path: Path, run: Run) -> None:
    archive = answer("backup", tmp_path / "shop.backup", "--with-key")["path"]
    assert run("restore", archive, tmp_path / "again").exit_code == 0
    restored = run("segments", "--shop", tmp_path / "again", "--json")
    assert json.loads(restored.stdout) == answer("segments")


@pytest.mark.parametrize(
    "command", ["status", "segments", "flow", "customers", "metrics", "quality", "quarantine", "tables", "runs"]
)
def test_answers_speak_chinese_when_asked(command: str, ask: Ask) -> None:
    text = ask(command, "--language", "zh").stdout
    assert re.search("[\u4e00-\u9fff]", text.splitlines()[0] + text.splitlines()[1]), f"{command} answers in English"


def test_the_shops_own_language_is_the_default(tmp_path: Path, run: Run, made: Made) -> None:
    made = run("init", tmp_path / "店", "--language", "zh", "--zone", "Asia/Shanghai", "--currency", "CNY")
    assert made.exit_code == 0, made.output
    assert "店铺" in made.stdout
    assert re.search("[\u4e00-\u9fff]", run("mappings", "--shop", tmp_path / "店").stdout.splitlines()[0])


def test_schedule_once_loads_builds_and_reports(made: Made, run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "scheduled")
    done = run("schedule", "--once", "--load", made.exports[0], "--mapping", "generated", "--shop", folder)
    assert done.exit_code == 0, (done.output, done.exception)
    lines = done.stdout.splitlines()
    assert [re.sub(r"^\S+ (\w+).*: done in.*", r"\1", line) for line in lines] == ["load", "build", "report"]
    assert (folder / "reports" / "daily.html").exists()


def test_schedule_prints_units(ask: Ask) -> None:
    assert "3 * * * " in ask("schedule", "--at", "03:30", "--print", "cron").stdout
    assert "[Timer]" in ask("schedule", "--at", "03:30", "--print", "systemd").stdout


@pytest.mark.parametrize("unit", ["cron", "systemd"])
def test_units_name_places_as_found_from_any_folder(unit: str, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: {}", encoding="utf-8")
    wanted = ("--load", "exports/", "--mapping", "mine.yaml", "--load", "sqlite:////till.db", "--mapping", "till")
    text = ask("schedule", *wanted, "--print", unit).stdout
    assert f"--load {tmp_path}/exports --mapping {tmp_path}/mine.yaml" in text
    assert "--load sqlite:////till.db --mapping till" in text


def test_schedule_says_when_it_would_load_nothing(ask: Ask, made: Made, run: Run, tmp_path: Path) -> None:
    assert "It loads nothing" in ask("schedule", "--print", "systemd").stderr
    wanted = ("schedule", "--load", tmp_path / "sub" / ".." / "gone", "--mapping", "generated")
    printed = ask(*wanted, "--print", "cron")
    assert f"--load {tmp_path}/gone " in printed.stdout, "no way up and down again"
    assert "Nothing is at" in printed.stderr
    refused = run(*wanted, "--once", "--shop", made.folder)
    assert refused.exit_code == 3
    assert "Make the folder first" in refused.stderr


def test_quarantine_speaks_chinese_and_takes_what_it_shows(made: Made, run: Run, tmp_path: Path) -> None:
    def asked(*words: str) -> str:
        return str(run("quarantine", "list", *words, "--language", "zh", "--shop", made.folder).stdout)

    assert "未处理" in asked()
    assert not re.search(r"\bopen\b", asked())


def test_init_is_quiet_when_told_so(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "still", "--quiet").stdout.splitlines() == [f"Shop still is in {tmp_path / 'still'}."]


def test_schedule_refuses_a_mapping_that_is_not_there_at_once(made: Made, run: Run) -> None:
    wrong = run("schedule", "--once", "--load", "x.csv", "--mapping", "genrated", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "Did you mean 'generated'?" in wrong.stderr
