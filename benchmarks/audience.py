"""Measure audience counts, estimates and behaviour conditions against the plain queries of `rivals/audience.py`.

    python benchmarks/audience.py --data /tmp/regulars-bench --json figures.json
    python benchmarks/audience.py --sample --judge

Both ask in one process, in turns, warm, with the same threads and memory, over the same Parquet files.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from daily_build import LIMITS, PRESSURE, commit, machine, stalled_s
from rivals import audience as rival

#: The bounds that --judge holds 'ours' to: times the rival's, and seconds.
COUNT_RATIO, RARE_RATIO, COMMON_RATIO, ESTIMATE_S = 1.5, 0.1, 1.0, 0.05
#: Below this size what is measured is mostly how long asking takes, so that time is not judged.
LEAST = {"people": 5_000_000, "events": 25_000_000}
SAMPLE = {"people": 100_000, "events": 500_000}
#: Event names and how many of a thousand events have them.
NAMES = {
    "Product Viewed": 600, "Product List Viewed": 150, "Products Searched": 90, "Product Added": 60, "Cart Viewed": 40,
    "Checkout Started": 30, "Wishlist Added": 15, "Coupon Viewed": 10, "Product Shared": 5,
}  # fmt: skip
YEAR, PER_SESSION = 2024, 5
DAY = date(YEAR, 12, 31)

SIX = (
    "spend_12m >= {a} and order_count >= {b} and recency_days <= 120 and stage in ('mature', 'growing') "
    "and not is_discount_dependent and average_order_value < 900"
)
SIX_SQL = (
    "as_of = DATE '{day}' AND spend_12m >= {a} AND order_count >= {b} AND recency_days <= 120 AND stage IN ('mature', "
    "'growing') AND NOT coalesce(is_discount_dependent, false) AND average_order_value < 900"
)


@dataclass(frozen=True)
class Question:
    """A rule and what the rival asks for it; ``bound`` is how many times the rival's time it may take."""

    name: str
    bound: float
    rule: str
    rival: Callable[[Any], int]


@dataclass(frozen=True)
class Figure:
    """Medians of the rounds."""

    name: str
    bound: float
    people: int
    is_equal: bool
    ours_s: float
    rival_s: float
    ours_cpu_s: float
    rival_cpu_s: float
    ratio: float


@dataclass(frozen=True)
class Rival:
    duck: Any
    tags: list[str]
    events: list[str]


def main() -> int:
    asked, of = arguments(), commit()
    for name, value in LIMITS.items():
        os.environ[name] = value
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as scratch:
        shop, made = shop_for(Path(asked.data or scratch), asked)
        report = {"commit": of, **measure(shop, asked), "made": made}
    show(report)
    if asked.json:
        Path(asked.json).write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if asked.page:
        Path(asked.page).write_text(page(report), encoding="utf-8")
    return judge(report) if asked.judge else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000_000)
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--sample", action="store_true", help="a small shop, for CI: {people} people".format(**SAMPLE))
    parser.add_argument("--data", help="where the shop is kept for the next time (default: not kept)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--page", help="write the figures for people to this Markdown file")
    parser.add_argument("--judge", action="store_true", help="exit 1 where a bound is broken or an answer differs")
    asked = parser.parse_args()
    if asked.sample:
        asked.people, asked.events = SAMPLE["people"], SAMPLE["events"]
    return asked


# The shop ------------------------------------------------------------------------------------------------------------


def shop_for(place: Path, asked: argparse.Namespace) -> tuple[Path, dict[str, float]]:
    """The folder of the shop, made once, and what making its tables took (in CPU seconds and gigabytes)."""
    folder = place / f"people-{asked.people}-events-{asked.events}"
    told = folder / "made.json"
    if not told.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        made = prepare(folder / "shop", people=asked.people, events=asked.events)
        told.write_text(json.dumps(made), encoding="utf-8")
    return folder / "shop", json.loads(told.read_text(encoding="utf-8"))


def prepare(folder: Path, *, people: int, events: int) -> dict[str, float]:
    """A small shop is loaded and built; its customers' tags, drawn again and again with other money, are those of the
    large one. Its events go by month straight into the facts."""
    import regulars
    from regulars.app import customer_sample
    from regulars.app.event_index import EventIndex
    from regulars.app.parts import Parts
    from regulars.testing.generated_shop import write_shop

    seeds = min(5_000, people)
    files = write_shop(folder.parent / "seed", customers=seeds, lines=20 * seeds)
    made: dict[str, float] = {}

    def timed(name: str, verb: Callable[[], object]) -> None:
        began = time.process_time()
        verb()
        made[name] = round(time.process_time() - began, 2)
        print(f"{name}: {made[name]:.1f} CPU s", file=sys.stderr, flush=True)

    with regulars.create(folder, zone="Asia/Shanghai") as shop:
        shop.load(*files, mapping="generated")
        shop.build(as_of=DAY)
        lake = shop.workspace.lake
        parts, where = Parts(lake), f"as_of = DATE '{DAY}'"
        known = lake.rows(f"SELECT count(*) FROM lake.main.customer_tag WHERE {where}")[0][0]
        tags = tags_of(people, known, lake.schema("customer_tag"))
        timed("tags", lambda: parts.make("customer_tag", DAY, "large", lambda: tags, where=where))
        timed("events", lambda: write_events(lake, people=people, events=events))
        parts = Parts(lake)
        timed("sample", lambda: customer_sample.make(lake, parts, DAY))
        timed("index", lambda: EventIndex(lake, parts).make(DAY))
    shutil.rmtree(folder.parent / "seed")
    made["peak_gb"] = round(
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform != "darwin" else 1e9), 2
    )
    return made


def tags_of(people: int, seeds: int, schema: dict[str, str]) -> str:
    """The query of the large shop's tags."""

    def told(column: str) -> str:
        if column == "customer_id":
            return "'C' || lpad(i::VARCHAR, 8, '0') AS customer_id"
        if column in ("spend_12m", "lifetime_spend", "average_order_value", "spend_90d"):
            return f"({column} * (0.5 + (hash(i) % 1000) / 1000.0))::{schema[column]} AS {column}"
        return f'"{column}"'

    return f"""
        WITH seed AS (
            SELECT *, row_number() OVER (ORDER BY customer_id) - 1 AS place FROM lake.main.customer_tag
            WHERE as_of = DATE '{DAY}')
        SELECT {", ".join(map(told, schema))} FROM range({people}) r(i)
        JOIN seed ON seed.place = (hash(i) % {seeds})::BIGINT"""


def write_events(lake: Any, *, people: int, events: int) -> None:
    """A year of sessions of a few events each in the order of their time; few customers come often."""
    from regulars.lake import Change

    seconds, sessions, start = 366 * 86_400, max(1, events // PER_SESSION), date(YEAR, 1, 1)
    so_far, cases = 0, []
    for name, share in NAMES.items():
        so_far += share
        cases.append(f"WHEN u < {so_far} THEN '{name}'")
    for month in range(1, 13):
        first, end = date(YEAR, month, 1), date(YEAR + month // 12, month % 12 + 1, 1)
        low, high = ((day - start).days * 86_400 * sessions // seconds * PER_SESSION for day in (first, end))
        staged = lake.stage(
            f"""
            SELECT 'E' || i AS event_id, CASE {" ".join(cases)} END AS name, moment AS happened_at,
                'C' || lpad(who::VARCHAR, 8, '0') AS account_id, NULL::VARCHAR AS anonymous_id,
                'P' || (hash(i, 3) % 20000) AS product_id, NULL::VARCHAR AS order_id, NULL::VARCHAR AS properties,
                (moment + INTERVAL 8 HOUR)::DATE AS day
            FROM (SELECT i, hash(i, 1) % 1000 AS u,
                    TIMESTAMP '{start - timedelta(days=1)} 16:00:00'
                        + to_seconds(i // {PER_SESSION} * {seconds} // {sessions} + i % {PER_SESSION} * 40) AS moment,
                    floor({people} * pow((hash(i // {PER_SESSION}, 2) % 1000000007) / 1000000007.0, 1.5))::BIGINT AS who
                  FROM range({low}, {high}) r(i))
            WHERE day <= DATE '{DAY}'""",
            name="event",
        )
        at = datetime.now(UTC).replace(tzinfo=None)
        mark = {"table": "event", "month": first, "load_id": "benchmark", "first_day": first, "at": at}
        lake.publish([Change("event", add=(staged,)), Change("fact_version", values=(mark,))], message="events")


# Questions -----------------------------------------------------------------------------------------------------------


def questions() -> list[Question]:
    def behaviour(name: str, bound: float, rule: str, names: tuple[str, ...], having: str) -> Question:
        days = (str(DAY - timedelta(days=89)), str(DAY))
        return Question(
            name, bound, rule, lambda by: rival.done(by.duck, by.events, names=names, days=days, having=having)
        )

    def at_least(name: str, times: int, bound: float) -> Question:
        share = f"{NAMES[name] / 10:g} % of the events"
        rule = f"did('{name}', at_least={times}, within='90d')"
        return behaviour(f"{times} × {name} ({share})", bound, rule, (name,), f"count(*) >= {times}")

    added, started = "Product Added", "Checkout Started"
    six = SIX_SQL.format(day=DAY, a=500, b=3)
    return [
        Question("six conditions on tags", COUNT_RATIO, SIX.format(a=500, b=3),
                 lambda by: rival.count(by.duck, by.tags, six)),
        *(at_least(name, 3, RARE_RATIO) for name in ("Products Searched", added, started, "Coupon Viewed")),
        at_least(added, 1, RARE_RATIO),
        behaviour(f"3 × {added} and no {started}", COMMON_RATIO,
                  f"did('{added}', at_least=3, within='90d') and not did('{started}', within='90d')", (added, started),
                  f"count(*) FILTER (name = '{added}') >= 3 AND count(*) FILTER (name = '{started}') = 0"),
        at_least("Product List Viewed", 3, COMMON_RATIO),
        at_least("Product Viewed", 3, COMMON_RATIO),
        at_least("Product Viewed", 10, COMMON_RATIO),
        behaviour("10 × anything", COMMON_RATIO, "did('event', at_least=10, within='90d')", (), "count(*) >= 10"),
    ]  # fmt: skip


def measure(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    import regulars

    with regulars.open(folder) as shop:
        lake = shop.workspace.lake

        def files(table: str) -> list[str]:
            return [row[0] for row in lake.rows(f"SELECT data_file FROM ducklake_list_files('lake', '{table}')")]

        duck = rival.connect(memory=LIMITS["REGULARS_MEMORY"], threads=int(LIMITS["REGULARS_THREADS"]))
        by = Rival(duck, files("customer_tag"), files("event"))
        stall, began = stalled_s(), time.monotonic()
        figures = [compared(shop, question, by, asked.rounds) for question in questions()]
        typed = estimates(shop, asked.rounds)
        wall = time.monotonic() - began
        duck.close()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "size": {"people": asked.people, "events": asked.events, "rounds": asked.rounds},
        "figures": [asdict(figure) for figure in figures],
        "estimates": typed,
        "pressure": None if stall is None else round((stalled_s() - stall) / wall, 4),
    }


def compared(shop: Any, question: Question, by: Rival, rounds: int) -> Figure:
    """Both in turns; the first time warms them and is not measured."""
    ours, others = [], []
    for number in range(rounds + 1):
        mine = timed(lambda: shop.audience(question.rule).count())
        other = timed(lambda: question.rival(by))
        if number:
            ours.append(mine)
            others.append(other)
    wall, cpu, rival_wall, rival_cpu = (
        statistics.median(one[place] for one in runs) for runs in (ours, others) for place in (1, 2)
    )
    people = ours[0][0]
    print(f"{question.name}: {wall:.4f} s, rival {rival_wall:.4f} s", file=sys.stderr, flush=True)
    return Figure(question.name, question.bound, people, people == others[0][0], wall, rival_wall, cpu, rival_cpu,
                  round(wall / rival_wall, 4))  # fmt: skip


def timed(ask: Callable[[], int]) -> tuple[int, float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    found = ask()
    return found, time.perf_counter() - began, time.process_time() - cpu


def estimates(shop: Any, rounds: int) -> dict[str, Any]:
    """A rule as it is typed, a condition more each time, with other numbers in each round: none was asked before."""
    seconds, within, looked = [], 0, None
    shop.audience("order_count >= 1").estimate()  # the sample is read once, when the first key is pressed
    rules = [rule for number in range(rounds) for rule in typed(number)]
    for rule in rules:
        began = time.perf_counter()
        looked = shop.audience(rule).estimate()
        seconds.append(time.perf_counter() - began)
        within += looked.low <= shop.audience(rule).count() <= looked.high
    ordered = sorted(seconds)
    return {
        "asked": len(rules), "sample": looked.sample, "of": looked.of, "median_s": statistics.median(ordered),
        "p95_s": ordered[int(0.95 * (len(ordered) - 1))], "most_s": ordered[-1], "within_share": within / len(rules),
    }  # fmt: skip


def typed(number: int) -> list[str]:
    whole = SIX.format(a=100 + 37 * number, b=1 + number % 5)
    parts = whole.split(" and ")
    deed = f"did('Product Added', at_least={1 + number % 8}, within='{30 + number}d')"
    return [" and ".join(parts[:place]) for place in range(1, len(parts) + 1)] + [f"{whole} and {deed}"]


# Told ----------------------------------------------------------------------------------------------------------------


def show(report: dict[str, Any]) -> None:
    print(f"{'question':<48}{'people':>11}{'ours s':>9}{'rival s':>9}{'ratio':>8}{'bound':>7}{'CPU ratio':>11}")
    for one in report["figures"]:
        cpu = one["ours_cpu_s"] / one["rival_cpu_s"] if one["rival_cpu_s"] else float("nan")
        differs = "" if one["is_equal"] else "  the answers differ"
        print(f"{one['name']:<48}{one['people']:>11,}{one['ours_s']:>9.4f}{one['rival_s']:>9.4f}{one['ratio']:>8.3f}"
              f"{one['bound']:>7g}{cpu:>11.3f}{differs}")  # fmt: skip
    told = report["estimates"]
    print(
        f"estimates of {told['sample']:,} of {told['of']:,}: median {told['median_s']:.4f} s, 95 % within "
        f"{told['p95_s']:.4f} s, most {told['most_s']:.4f} s; {told['within_share']:.0%} of the counts lie within"
    )
    print(f"CPU pressure: {'unknown' if report['pressure'] is None else format(report['pressure'], '.1%')}")


def page(report: dict[str, Any]) -> str:
    """The figures as a page of docs/results."""
    size, told, made = report["size"], report["estimates"], report["made"]
    rows = [
        f"| {one['name']} | {one['people']:,} | {1000 * one['ours_s']:.0f} | {1000 * one['rival_s']:.0f} | "
        f"**{one['ratio']:.2f}** | {one['bound']:g} |"
        for one in report["figures"]
    ]
    facts = {"commit": report["commit"], "at": report["at"], **report["machine"], "CPU pressure": report["pressure"]}
    return "\n".join(
        [
            "# Audiences against plain queries",
            "",
            f"{size['people']:,} customers with all tags, {size['events']:,} events of a year; warm, medians of "
            f"{size['rounds']} rounds in turns, the same threads (2) and memory (3 GB). The rival "
            "(`benchmarks/rivals/audience.py`) is one query over the same Parquet files, those of events in the order "
            "of their time. `make bench` measures it again.",
            "",
            "| question | people | ours, ms | rival, ms | ratio | bound |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"Estimates while typing, {told['asked']} rules that were not asked before, each from {told['sample']:,} "
            f"of {told['of']:,} customers: median **{1000 * told['median_s']:.0f} ms**, 95 % within "
            f"**{1000 * told['p95_s']:.0f} ms** (bound {1000 * ESTIMATE_S:.0f} ms); {told['within_share']:.0%} of the "
            "counts lie within their 95 % interval.",
            "",
            f"Made from scratch, in CPU seconds: the counts of events {made['index']:.0f}, the sample "
            f"{made['sample']:.0f}; the tags themselves {made['tags']:.0f}.",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in facts.items()),
            "",
        ]
    )


def judge(report: dict[str, Any]) -> int:
    """1 where an answer differs or a bound is broken. Time is judged on a calm machine and at size only."""
    broken = [f"{one['name']}: the answers differ" for one in report["figures"] if not one["is_equal"]]
    pressure, small = report["pressure"], [name for name, least in LEAST.items() if report["size"][name] < least]
    if small:
        print(f"cannot say about time: too few {' and '.join(small)}")
    elif pressure is not None and pressure > PRESSURE:
        print(f"cannot say about time: the CPU pressure was {pressure:.0%}, more than {PRESSURE:.0%}")
    else:
        broken += [f"{one['name']}: {one['ratio']:.3g} times the rival, the bound {one['bound']:g}"
                   for one in report["figures"] if one["ratio"] > one["bound"]]  # fmt: skip
        if report["estimates"]["p95_s"] > ESTIMATE_S:
            broken.append(f"estimates take {report['estimates']['p95_s']:.3f} s, the bound {ESTIMATE_S:g} s")
    print("\n".join(broken) or "within the bounds that could be judged")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
