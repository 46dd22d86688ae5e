"""The files of a simulated shop: the same for the same plan, taken by load without a remark, and true to the world."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

import regulars
from regulars.core.errors import ConflictError
from regulars.simulate.effect import spend
from regulars.simulate.export import export as write_all
from regulars.simulate.export import files
from regulars.simulate.mail import mailing
from regulars.simulate.people import STORE
from regulars.simulate.plan import Plan
from regulars.simulate.world import EVENTS, World

PLAN = Plan(people=500, days=40, ahead=0, seed=3)


def export(plan, folder, **how):
    return write_all(plan, folder, provinces=["浙江省", "广东省", "四川省"], is_dirty=False, **how)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Nobody may change it."""
    return export(PLAN, tmp_path_factory.mktemp("made"), threads=2)


@pytest.fixture(scope="module")
def days():
    world = World(PLAN)
    return [world.step(mailing(world)) for _ in range(PLAN.days)]


@pytest.fixture(scope="module")
def shop(written, tmp_path_factory):
    with regulars.create(
        tmp_path_factory.mktemp("shop") / "shop", name="made", zone="Asia/Shanghai", currency="CNY"
    ) as shop:
        for one in shop.load(written.folder, mapping="simulated"):
            assert (one.quarantined, one.accepted) == (0, one.rows), f"{one.name}: {one.reasons}"
        shop.build()
        yield shop


def prints(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_plan_writes_the_same_bytes_with_any_number_of_threads(written, tmp_path):
    assert prints(export(PLAN, tmp_path, threads=1).folder) == prints(written.folder)
    other = export(replace(PLAN, seed=2), tmp_path / "other")
    assert prints(other.folder) != prints(written.folder)


def test_the_truth_ahead_is_what_then_comes_and_changes_no_file(written, tmp_path):
    plan = replace(PLAN, ahead=30)
    further = export(plan, tmp_path)
    assert prints(further.folder) == prints(written.folder)
    told = {row["person"]: row["value_ahead"] for row in pq.read_table(further.truth[0]).to_pylist()}
    world = World(plan)
    for _ in range(40):
        world.step(mailing(world))
    assert told == pytest.approx(dict(enumerate(spend(world, 30).tolist())))
    assert max(told.values()) > 0


def test_each_file_is_of_a_month_or_once(written):
    names = Counter(path.name.removesuffix(path.suffix).rpartition("-20")[0] or path.stem for path in written.files)
    assert names == {one.name: 2 if one.every == "month" else 1 for one in files()}
    assert written.rows > 10_000


def test_one_file_of_all_days_says_what_those_of_its_months_do_and_behaviour_may_begin_later(written, tmp_path):
    whole = export(PLAN, tmp_path, by_month=False, seen_from=30).folder
    for name in ("orders", "items", "payments", "refunds", "pos_tickets"):
        by_month = [path.read_text("utf-8").splitlines() for path in sorted(written.folder.glob(f"{name}-*"))]
        header, *rows = (whole / f"{name}.csv").read_text("utf-8").splitlines()
        assert [header] == sorted({lines[0] for lines in by_month})
        assert sorted(rows) == sorted(row for lines in by_month for row in lines[1:])
    first = f"{PLAN.day(30)}T"
    for name in ("web_events", "mail_events"):
        lines = [line for path in written.folder.glob(f"{name}-*") for line in path.read_text("utf-8").splitlines()]
        told = (whole / f"{name}.jsonl").read_text("utf-8").splitlines()
        local = [json.loads(line)["timestamp"] for line in told]
        assert 0 < len(told) < len(lines)
        assert min(local) >= f"{PLAN.day(29)}T16:00", f"midnight before {first} in the shop's zone"
        assert set(told) <= set(lines)


def test_what_is_there_is_not_written_over(written):
    with pytest.raises(ConflictError, match="is there already"):
        export(PLAN, written.folder.parent)
    with pytest.raises(ConflictError, match="is a file"):
        export(PLAN, written.files[0])


def test_a_run_that_was_killed_leaves_nothing_that_the_next_one_minds(written, tmp_path):
    def killed(what, done, total):
        if done == 33:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(PLAN, tmp_path, progress=killed)
    assert not (tmp_path / "sources").exists(), "half a shop is no shop"
    assert prints(export(PLAN, tmp_path).folder) == prints(written.folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sources", "truth"]


def test_facts_are_those_of_the_world(shop, days):
    orders = sum(len(day["order"]["person"]) for day in days)
    lines = sum(len(day["item"]["person"]) for day in days)
    paid = sum(round(float(day["order"]["amount"].sum()), 2) for day in days)
    back = sum(round(float(day["refund"]["amount"].sum()), 2) for day in days)
    (found,) = shop.sql(
        "SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM order_item) AS lines, "
        "(SELECT sum(amount) FROM payment) AS paid, (SELECT sum(amount) FROM refund) AS back"
    ).rows()
    assert (found["orders"], found["lines"]) == (orders, lines)
    assert found["paid"] == pytest.approx(Decimal(str(paid)), abs=Decimal("0.01"))
    assert found["back"] == pytest.approx(Decimal(str(back)), abs=Decimal("0.01"))
    (told,) = shop.sql("SELECT sum(spend_12m) AS net FROM customer_tag").rows()
    (guests,) = shop.sql(
        "WITH guest AS (SELECT order_id FROM orders WHERE account_id IS NULL) "
        "SELECT (SELECT sum(amount) FROM payment JOIN guest USING (order_id)) AS paid, "
        "(SELECT coalesce(sum(amount), 0) FROM refund JOIN guest USING (order_id)) AS back"
    ).rows()
    of_customers = found["paid"] - found["back"] - (guests["paid"] - guests["back"])
    assert told["net"] == of_customers, "every order is paid, every refund has its order"
    assert 0 < guests["paid"] < found["paid"], "who shows no card is no customer, but the money is the shop's"


@pytest.mark.parametrize(
    "name",
    ["ad_days", "follows", "group_members", "reviews", "tickets", "survey_answers", "stock", "points", "deliveries",
     "coupons", "assistant_notes", "tiers", "stores"],
)  # fmt: skip
def test_rows_that_are_told_again_in_another_order_change_nothing(shop, written, tmp_path, name):
    (path,) = (path for path in written.files if path.stem == name)
    head, *rows = path.read_text("utf-8").splitlines(keepends=True)
    if path.suffix == ".jsonl":
        head, rows = "", [head, *rows]
    (tmp_path / path.name).write_text("".join([head, *reversed(rows)]), encoding="utf-8")
    (one,) = shop.load(tmp_path / path.name, mapping=f"simulated/{name}")
    assert one.accepted == len(rows) > 0
    assert not any(one.new.values())
    assert not any(one.changed.values())


def test_what_is_told_by_the_day_is_read_by_its_day(shop):
    rows = shop.table("stock_day", as_of=PLAN.day(9)).rows()
    assert max(row["day"] for row in rows) == PLAN.day(9)
    assert len({row["product_id"] for row in rows}) * 10 == len(rows)


def test_events_have_the_names_of_segment_in_both_formats(shop, written, days):
    counted = {row["name"]: row["n"] for row in shop.sql("SELECT name, count(*) AS n FROM event GROUP BY 1").rows()}
    assert set(counted) == {*EVENTS, "Email Opened", "Email Link Clicked"}
    assert counted["Session Started"] == sum(int((day["session"]["channel"] != STORE).sum()) for day in days)
    assert counted["Product Added"] == counted["Cart Viewed"] == sum(len(day["cart"]["person"]) for day in days)
    orders = [(day["order"], day.number) for day in days]
    done = sum(int(((order["since"] == day) & (order["channel"] != STORE)).sum()) for order, day in orders)
    assert counted["Order Completed"] == counted["Checkout Started"] == done
    texts = [path.read_text("utf-8") for path in written.files if "_events-" in path.name]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    lines = [line for line in lines if line["event"] != "Email Delivered"]  # which is no deed of anybody
    assert len(lines) == sum(counted.values())
    known = sum(1 for line in lines if line.get("userId") or line.get("login_id"))
    assert 0.4 < known / len(lines) < 0.9, "some are logged in, some are not"


def test_an_order_on_the_site_is_the_order_of_the_till(shop):
    (found,) = shop.sql(
        "SELECT count(*) AS told, count(*) FILTER (o.ordered_at = e.happened_at) AS there FROM event e "
        "LEFT JOIN orders o USING (order_id) WHERE e.name = 'Order Completed'"
    ).rows()
    assert found["told"] == found["there"] > 0, "one number and one moment"


def test_a_cart_is_filled_before_it_is_bought_and_after_what_was_looked_at(shop):
    order = ("Product Viewed", "Product Added", "Cart Viewed", "Checkout Started", "Order Completed")
    rows = shop.sql(
        "SELECT e.anonymous_id, e.name, e.happened_at FROM event e WHERE e.anonymous_id IN "
        "(SELECT anonymous_id FROM event WHERE name = 'Order Completed') ORDER BY e.happened_at"
    ).rows()
    by_device = {}
    for row in rows:
        by_device.setdefault(row["anonymous_id"], []).append(row["name"])
    assert by_device
    for names in by_device.values():
        last = names.index("Order Completed")
        steps = [name for name in names[: last + 1] if name in order]
        assert steps[-4:] == list(order[1:]), steps[-6:]


def test_the_truth_agrees_with_what_the_sources_tell(shop, written):
    truth = {path.stem: pq.read_table(path).to_pylist() for path in written.truth}
    assert set(truth) == {
        "person",
        "person_category",
        "product",
        "happening",
        "anomaly",
        "planted",
        "text",
        "note",
        "guest",
    }
    person = {row["account_id"]: row for row in truth["person"]}
    assert len(person) == len(truth["person"]) == PLAN.people
    left = [row["left_day"] for row in truth["person"] if row["left_day"] is not None]
    assert 0 < len(left) < PLAN.people
    for row in shop.sql(
        "SELECT account_id, min(day) AS first, max(day) AS last FROM orders WHERE account_id IS NOT NULL GROUP BY 1"
    ).rows():
        one = person[row["account_id"]]
        assert one["arrives_day"] <= row["first"], "nobody buys before they came"
        assert one["left_day"] is None or row["last"] <= one["left_day"], "nor after they left"
    needs = {(row["person"], row["category"]) for row in truth["person_category"]}
    bought = shop.sql(
        "SELECT DISTINCT i.account_id, p.category FROM order_item i "
        "JOIN (SELECT DISTINCT product_id, category FROM product) p USING (product_id) "
        "WHERE account_id IS NOT NULL"
    ).rows()
    assert bought
    assert {(person[row["account_id"]]["person"], row["category"]) for row in bought} <= needs
