"""What a simulated shop is told of groups, its market and its customers' voice is true to what happens in its world."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest

from regulars.simulate import market, social
from regulars.simulate.export import export
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.mail import mailing
from regulars.simulate.people import SOURCES
from regulars.simulate.plan import Plan
from regulars.simulate.speech import MOODS, TOPICS
from regulars.simulate.stretch import Facts
from regulars.simulate.voice import Voice
from regulars.simulate.world import SEARCH, VIEW, World

PLAN = Plan(people=3_000, days=150, ahead=0, seed=5)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return export(PLAN, tmp_path_factory.mktemp("told"), provinces=["浙江省"], is_dirty=False)


@pytest.fixture(scope="module")
def world():
    """The world at its end, with its days."""
    world = World(PLAN)
    world.passed = [world.step(mailing(world)) for _ in range(PLAN.days)]
    return world


@pytest.fixture(scope="module")
def read(written):
    """The rows of a source, those of its months together."""

    def rows(name):
        (path, *more) = sorted(path for path in written.files if path.stem == name or path.stem.startswith(f"{name}-"))
        texts = [one.read_text("utf-8") for one in (path, *more)]
        if path.suffix == ".jsonl":
            return [json.loads(line) for text in texts for line in text.splitlines()]
        return [row for text in texts for row in csv.DictReader(text.splitlines())]

    return rows


@pytest.fixture(scope="module")
def truth(written):
    return {path.stem: pq.read_table(path).to_pylist() for path in written.truth}


def day_of(text):
    return datetime.fromisoformat(text).date()


def number_of(day):
    return (date.fromisoformat(day) - PLAN.start).days


def made(world, spans):
    """What is told when the days are handed over in these spans, row by row."""
    voice, found = Voice(world), defaultdict(list)
    for first, last in spans:
        facts = Facts.of([world.step() for _ in range(first, last + 1)])
        session = facts.tables["session"]
        session |= {"is_logged_in": np.ones(len(session["person"]), dtype=bool), "stay": session["second"] * 0}
        for name, columns in {**social.made(world, facts), **market.made(world, facts), **voice.made(facts)}.items():
            found[name] += zip(*(column.tolist() for column in columns.values()), strict=True)
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


def test_what_is_told_does_not_hang_on_how_the_days_are_cut():
    plan = Plan(people=800, days=100, ahead=0)
    assert made(World(plan), plan.months) == made(World(plan), [(0, plan.days - 1)])


def test_a_review_is_of_a_line_that_its_writer_had_bought_before(read):
    lines = {(row["order_no"], row["line_no"]): row for row in read("items")}
    reviews = read("reviews")
    assert len(reviews) > 200
    for row in reviews:
        line = lines[row["order_no"], row["line_no"]]
        assert (line["sku"], line["buyer_id"]) == (row["sku"], row["buyer_id"])
        assert day_of(line["created_at"]) < day_of(row["written"])
        assert 1 <= int(row["stars"]) <= 5
    assert max(Counter((row["order_no"], row["line_no"]) for row in reviews).values()) == 1


def test_tickets_and_answers_are_of_people_who_had_ordered(read):
    orders = {row["order_no"]: row for row in read("orders")}
    first = {}
    for row in read("orders"):
        first.setdefault(row["buyer_id"], day_of(row["created_at"]))
    said = defaultdict(list)
    for row in read("tickets"):
        said[row["ticket_no"]].append(row)
        assert orders[row["order_no"]]["buyer_id"] == row["buyer_id"]
        assert day_of(orders[row["order_no"]]["created_at"]) <= day_of(row["said"])
    for messages in said.values():
        messages.sort(key=lambda row: row["nth"])
        assert [row["nth"] for row in messages] == list(range(1, len(messages) + 1))
        assert sorted(row["said"] for row in messages) == [row["said"] for row in messages]
        assert messages[0]["who"] == messages[-1]["who"] == "customer"
    answers = read("survey_answers")
    assert said
    assert answers
    assert all(first[row["member_id"]] < day_of(row["answered"]) for row in answers)
    assert max(Counter((row["survey"], row["member_id"]) for row in answers).values()) == 1, "once a month"


def test_the_truth_knows_topic_and_mood_of_everything_that_was_said(read, truth):
    keys = {
        "review": {row["review_no"] for row in read("reviews")}, "ticket": {row["ticket_no"] for row in read("tickets")},
        "survey": {f"{row['survey']}/{row['member_id']}" for row in read("survey_answers") if row["reason"]},
    }  # fmt: skip
    for kind, known in keys.items():
        assert {row["key"] for row in truth["text"] if row["kind"] == kind} == known
    assert {row["topic"] for row in truth["text"]} == set(TOPICS)
    assert {row["mood"] for row in truth["text"]} == set(MOODS)
    mood = {row["key"]: row["mood"] for row in truth["text"]}
    for row in read("reviews"):
        fits = {"positive": {"4", "5"}, "neutral": {"3", "4"}, "negative": {"1", "2", "3"}}
        assert row["stars"] in fits[mood[row["review_no"]]]


def test_who_was_let_down_writes_worse(read, truth):
    back = {(row["order_no"], row["sku"]) for row in read("refunds")}
    quality = {row["product_id"]: row["quality"] for row in truth["product"]}
    left = {row["account_id"]: row["left_day"] for row in truth["person"]}
    bought = {row["order_no"]: day_of(row["created_at"]) for row in read("orders")}
    stars = defaultdict(list)
    for row in read("reviews"):
        given = int(row["stars"])
        stars["back" if (row["order_no"], row["sku"]) in back else "kept"].append(given)
        stars["good" if quality[row["sku"]] > 0 else "poor"].append(given)
        stars["gone" if left[row["buyer_id"]] == bought[row["order_no"]] else "stays"].append(given)
    mean = {name: np.mean(given) for name, given in stars.items()}
    assert mean["back"] < mean["kept"] - 0.5
    assert mean["poor"] < mean["good"] - 0.3
    assert mean["gone"] < mean["stays"] - 0.3


def test_searches_are_those_of_the_events(read, world):
    counted = defaultdict(lambda: [0, 0, 0])
    for row in read("search_words"):
        for place, name in enumerate(("searches", "clicks", "orders")):
            counted[number_of(row["date"])][place] += int(row[name])
    assert len(counted) == PLAN.days
    for day in world.passed:
        session, event, order = day["session"], day["event"], day["order"]
        searched = event["session"][event["name"] == SEARCH]
        looked = event["session"][event["name"] == VIEW]
        at_once = {(who, turn) for who, turn, since in zip(order["person"], order["turn"], order["since"], strict=True)
                   if since == day.number}  # fmt: skip
        bought = sum((session["person"][place], session["turn"][place]) in at_once for place in searched)
        assert counted[day.number] == [len(searched), int(np.isin(looked, searched).sum()), bought]


def test_members_of_a_group_day_are_those_who_are_in_it(read):
    spells = defaultdict(list)
    for row in read("group_members"):
        spells[row["group_no"]].append((day_of(row["joined"]), day_of(row["quit"]) if row["quit"] else date.max))
    assert sum(map(len, spells.values())) > 200
    for row in read("group_days"):
        day = date.fromisoformat(row["date"])
        assert int(row["customers"]) == sum(joined <= day < gone for joined, gone in spells[row["group_no"]])
        said = int(row["messages"]) - int(row["staff_messages"])
        assert 0 <= int(row["speakers"]) <= min(int(row["customers"]), said)


def test_nobody_joins_or_follows_before_they_came_nor_after_they_left(read, truth):
    person = {row["account_id"]: row for row in truth["person"]}
    for row in (*read("group_members"), *(row for row in read("follows") if row["act"] == "follow")):
        one, day = person[row["member_id"]], day_of(row.get("joined") or row["acted"])
        assert one["arrives_day"] <= day
        assert one["left_day"] is None or day <= one["left_day"]
    state = {}
    for row in read("follows"):
        key = (row["member_id"], row["account"])
        assert state.get(key, "leave") != row["act"], "followed, then left, then perhaps followed again"
        state[key] = row["act"]


def test_clicks_of_advertising_are_at_least_those_who_came_by_it(read, world, truth):
    clicks = Counter()
    for row in read("ad_days"):
        assert int(row["clicks"]) <= int(row["impressions"])
        clicks[row["date"], row["channel"], row["campaign"]] += int(row["clicks"])
    came = Counter(
        (str(row["arrives_day"]), row["source"], row["campaign"])
        for row in truth["person"] if row["campaign"] and row["arrives_day"] >= PLAN.start
    )  # fmt: skip
    assert came
    assert all(clicks[key] >= many for key, many in came.items() if key[0] <= str(PLAN.end))
    by_ad = {SOURCES.index("search ad"), SOURCES.index("feed ad")}
    assert sum(bool(row["campaign"]) for row in truth["person"]) == int(np.isin(world.people.source, list(by_ad)).sum())


def test_what_is_shared_was_looked_at_that_day(read, world):
    viewed = set()
    for day in world.passed:
        event = day["event"]
        who, what = day["session"]["person"][event["session"]], event["product"]
        viewed |= {(f"U{person + 1:07d}", f"SKU{product + 1:05d}", str(PLAN.day(day.number)))
                   for person, product in zip(who, what, strict=True) if product >= 0}  # fmt: skip
    shares = read("shares")
    assert shares
    assert all((row["member_id"], row["sku"], row["shared"][:10]) in viewed for row in shares)


def test_nothing_is_in_stock_on_the_days_on_which_it_is_out(read, world):
    for row in read("stock"):
        is_out = world.goods.is_out[int(row["sku"][3:]) - 1, number_of(row["date"])]
        assert (row["pieces"] == "0") == is_out


def test_rivals_are_looked_at_on_mondays_and_ask_what_such_goods_cost(read, world):
    for row in read("competitor_prices"):
        assert date.fromisoformat(row["seen"]).weekday() == 0
        assert 0.55 < float(row["price"]) / world.goods.base[int(row["sku"][3:]) - 1] < 1.5
    assert {row["shop"] for row in read("competitor_prices")} == {"橙橙优选", "北岸商城", "每日一仓"}


def test_posts_show_goods_of_one_category(read, world):
    posts = read("posts")
    assert {row["kind"] for row in posts} == {"post", "video", "live"}
    for row in posts:
        kinds = {world.goods.category[int(sku[3:]) - 1] for sku in row["skus"].split(";")}
        assert len(kinds) == 1 <= len(CATEGORIES)
        assert int(row["likes"]) <= int(row["views"])


def test_who_is_brought_was_brought_by_whom_the_truth_says(read, truth):
    inviter = {row["account_id"]: row["inviter"] for row in truth["person"] if row["inviter"]}
    told = {row["new_member"]: row["invited_by"] for row in read("referrals")}
    assert told
    assert told.items() <= inviter.items()


def test_the_calendar_is_told_with_its_days(read):
    names = {row["name"]: row for row in read("happenings")}
    assert (names["618"]["starts"], names["618"]["ends"]) == ("2024-06-16", "2024-06-18")
    assert all(date.fromisoformat(row["starts"]) <= PLAN.end + timedelta(days=1) for row in names.values())
