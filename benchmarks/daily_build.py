"""Measure the daily build against `rivals/daily_build.py`, written by hand: seconds, CPU, memory, one more day.

    python benchmarks/daily_build.py --data /tmp/regulars-bench --json figures.json
    python benchmarks/daily_build.py --sample --judge

This process stays small on purpose: a child's peak memory, as the kernel tells it, is never below its parent's.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: What 'ours' and the rival run; {shop}, {files}, {folder} and {out} are filled in, {files} by one argument a file.
REGULARS = str(Path(sys.executable).parent / "regulars")
START = [REGULARS, "init", "{shop}", "--zone", "Asia/Shanghai"]
LOAD = [REGULARS, "--shop", "{shop}", "load", "{files}", "--mapping", "generated"]
BUILD = [REGULARS, "--shop", "{shop}", "build"]
RIVAL_SCRIPT = str(Path(__file__).parent / "rivals" / "daily_build.py")
RIVAL = [sys.executable, RIVAL_SCRIPT, "{folder}", "{out}", "--memory", "3GB", "--threads", "2"]
LIMITS = {"REGULARS_MEMORY": "3GB", "REGULARS_THREADS": "2"}

#: The bounds that --judge holds 'ours' to, and the CPU pressure above which time is not judged.
TIME_RATIO, PEAK_GB, DAY_LOAD_SHARE, DAY_SHARE, EXPONENT, PRESSURE = 3.0, 4.0, 0.02, 0.20, 1.05, 0.10
#: The same is measured at so much of the size, to see how time grows with it.
SMALLER = 0.1
OF = {
    "day": "of the full load and build", "day_load": "of the full load and build", "exponent": "power of the size",
}  # fmt: skip
SAMPLE = {"lines": 200_000, "customers": 10_000}


@dataclass(frozen=True)
class Cost:
    """What commands took one after another: seconds are summed, memory is the most that one process held."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_gb: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s, max(self.peak_gb, other.peak_gb))


@dataclass(frozen=True)
class Run:
    """One measured run. ``neighbours`` is the share of the machine's CPU time that others used meanwhile."""

    who: str
    cost: Cost
    pressure: float | None
    neighbours: float | None
    steal: float | None
    steps: dict[str, Cost]
    told: Any = None


def main() -> int:
    asked, of = arguments(), commit()
    if asked.prepare:
        prepare(asked.prepare, lines=asked.lines, customers=asked.customers)
        return 0
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as scratch:
        place, work = Path(asked.data or scratch), Path(asked.work or scratch)
        runs = measure(data_for(place, asked.lines, asked.customers), work, asked)
        if asked.only != "rival":
            smaller = data_for(place, round(asked.lines * SMALLER), round(asked.customers * SMALLER))
            runs += [run_ours(smaller, new_folder(work / "smaller") / "shop", who="smaller")]
            shutil.rmtree(work / "smaller")
    report = {"commit": of, **summary(runs, asked)}
    show(report, runs)
    if asked.json:
        Path(asked.json).write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if asked.page:
        Path(asked.page).write_text(page(report), encoding="utf-8")
    return judge(report) if asked.judge else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--sample", action="store_true", help="a small shop, for CI: {lines} lines".format(**SAMPLE))
    parser.add_argument("--data", help="where generated data are kept for the next time (default: not kept)")
    parser.add_argument("--work", help="where the runs write (default: a temporary folder)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("ours", "rival"))
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--page", help="write the figures for people to this Markdown file")
    parser.add_argument("--judge", action="store_true", help="exit 1 where a bound is broken")
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.sample:
        asked.lines, asked.customers = SAMPLE["lines"], SAMPLE["customers"]
    return asked


def data_for(place: Path, lines: int, customers: int) -> Path:
    """The folder with ``load/`` (24 files without the last day) and ``day/`` (the last day), made once."""
    data = place / f"lines-{lines}-customers-{customers}"
    if not data.exists():
        size = ["--lines", str(lines), "--customers", str(customers)]
        subprocess.run([sys.executable, __file__, "--prepare", str(data), *size], check=True)
    return data


def prepare(data: Path, *, lines: int, customers: int) -> None:
    import pyarrow.compute as pc
    import pyarrow.parquet as parquet

    from regulars.testing.generated_shop import write_shop

    unfinished = data.with_name(data.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    last = write_shop(unfinished / "load", customers=customers, lines=lines)[-1]
    month = parquet.read_table(last)
    day = pc.day(month["ordered_at"])
    is_last = pc.equal(day, pc.max(day))
    (unfinished / "day").mkdir()
    parquet.write_table(month.filter(is_last), unfinished / "day" / f"{last.stem}-last-day.parquet", compression="zstd")
    parquet.write_table(month.filter(pc.invert(is_last)), last, compression="zstd", row_group_size=122_880)
    unfinished.rename(data)


def measure(data: Path, work: Path, asked: argparse.Namespace) -> list[Run]:
    runs = []
    for number in range(asked.rounds):
        folder = new_folder(work / f"round-{number}")
        if asked.only != "rival":
            runs.append(run_ours(data, folder / "shop"))
            if number == asked.rounds - 1:
                runs.append(run_day(data, folder / "shop"))
        if asked.only != "ours":
            runs.append(run_rival(data, folder))
        shutil.rmtree(folder)
    return runs


def new_folder(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run_ours(data: Path, shop: Path, *, who: str = "ours") -> Run:
    files = sorted(map(str, (data / "load").glob("*.parquet")))
    return watched(who, {"init": START, "load": LOAD, "build": BUILD}, shop=str(shop), files=files)


def run_day(data: Path, shop: Path) -> Run:
    files = sorted(map(str, (data / "day").glob("*.parquet")))
    return watched("day", {"load": LOAD, "build": BUILD}, shop=str(shop), files=files)


def run_rival(data: Path, folder: Path) -> Run:
    return watched("rival", {"script": RIVAL}, folder=str(data / "load"), out=str(folder / "rival.duckdb"))


def watched(who: str, commands: dict[str, list[str]], **values: str | list[str]) -> Run:
    stall, ticks, began = stalled_s(), cpu_ticks(), time.monotonic()
    steps, told = {}, ""
    for name, template in commands.items():
        steps[name], told = timed(filled(template, **values))
    wall = time.monotonic() - began
    cost = sum(steps.values(), Cost())
    pressure = None if stall is None else round((stalled_s() - stall) / wall, 4)
    neighbours = steal = None
    if ticks is not None:
        busy, stolen, all_of_it = (after - before for after, before in zip(cpu_ticks(), ticks, strict=True))
        own = cost.cpu_s * os.sysconf("SC_CLK_TCK")
        neighbours, steal = round(max(busy - own, 0) / all_of_it, 4), round(stolen / all_of_it, 4)
    run = Run(who, cost, pressure, neighbours, steal, steps, parsed(told))
    print(f"{who}: {cost.wall_s:.1f} s, {cost.cpu_s:.1f} CPU s, {cost.peak_gb:.2f} GB", file=sys.stderr, flush=True)
    return run


def filled(template: list[str], **values: str | list[str]) -> list[str]:
    command: list[str] = []
    for part in template:
        value = values.get(part[1:-1]) if part.startswith("{") else part
        command += value if isinstance(value, list) else [str(value)]
    return command


def timed(command: list[str]) -> tuple[Cost, str]:
    """Run to the end and take the kernel's word for CPU and peak memory of the process (and those it waited for)."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.monotonic()
        try:
            child = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **LIMITS})
        except FileNotFoundError:
            sys.exit(f"{command[0]} does not exist; install the package, or measure the other with --only rival")
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{err.read()[-4000:]}")
        unit = 1 if sys.platform == "darwin" else 1024
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e9), out.read()


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def stalled_s() -> float | None:
    """Seconds since boot in which some task waited for a CPU."""
    try:
        some = Path("/proc/pressure/cpu").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return None
    return int(some.rsplit("total=", 1)[1]) / 1e6


def cpu_ticks() -> tuple[int, int, int] | None:
    """Busy, stolen and all ticks of the machine since boot."""
    try:
        line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return None
    user, nice, system, idle, waiting, irq, soft, steal = map(int, line.split()[1:9])
    busy = user + nice + system + irq + soft
    return busy, steal, busy + idle + waiting + steal


def summary(runs: list[Run], asked: argparse.Namespace) -> dict[str, Any]:
    ours, rival = middle(runs, "ours"), middle(runs, "rival")
    day, smaller = (next((run for run in runs if run.who == who), None) for who in ("day", "smaller"))
    before = next((run.cost.wall_s for run in reversed(runs) if run.who == "ours"), None)
    ratios = {
        "wall": ratio(ours.get("wall_s"), rival.get("wall_s")),
        "cpu": ratio(ours.get("cpu_s"), rival.get("cpu_s")),
        "peak": ratio(ours.get("peak_gb"), rival.get("peak_gb")),
        "day": ratio(day.cost.wall_s if day else None, before),
        "day_load": ratio(day.steps["load"].wall_s if day else None, before),
        "exponent": exponent(ours.get("wall_s"), smaller.cost.wall_s if smaller else None),
    }
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "size": {"lines": asked.lines, "customers": asked.customers, "rounds": asked.rounds},
        "medians": {"ours": ours, "rival": rival},
        "ratios": ratios,
        "highest_pressure": max((run.pressure for run in runs if run.pressure is not None), default=None),
        "runs": [asdict(run) for run in runs],
    }


def middle(runs: list[Run], who: str) -> dict[str, float]:
    costs = [asdict(run.cost) for run in runs if run.who == who]
    return {name: round(statistics.median(cost[name] for cost in costs), 3) for name in costs[0]} if costs else {}


def exponent(whole: float | None, smaller: float | None) -> float | None:
    """The power of the size by which time grows: 1 is linear."""
    return round(math.log(whole / smaller) / math.log(1 / SMALLER), 3) if whole and smaller else None


def ratio(ours: float | None, other: float | None) -> float | None:
    return round(ours / other, 4) if ours is not None and other else None


def commit() -> str | None:
    here = Path(__file__).parent
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=40"], cwd=here, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or None


def machine() -> dict[str, Any]:
    told = {
        "cpu": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        told["cpu"] = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    told["memory_gb"] = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    return told


def show(report: dict[str, Any], runs: list[Run]) -> None:
    print(f"{'run':<8}{'wall s':>10}{'CPU s':>10}{'peak GB':>10}{'pressure':>10}{'others':>8}{'steal':>8}")
    for run in runs:
        shares = "".join(
            f"{'–' if share is None else format(share, '.1%'):>{width}}"
            for share, width in ((run.pressure, 10), (run.neighbours, 8), (run.steal, 8))
        )
        print(f"{run.who:<8}{run.cost.wall_s:>10.1f}{run.cost.cpu_s:>10.1f}{run.cost.peak_gb:>10.2f}{shares}")
    for name, value in report["ratios"].items():
        if value is not None:
            of = OF.get(name, "× the rival")
            number = f"{value:.2%}" if name.startswith("day") else f"{value:.2f}"
            print(f"{name:<9}{number:>8} {of:<27}{'█' * min(40, max(1, round(value * 10)))}")


def page(report: dict[str, Any]) -> str:
    """The figures as a page of docs/results."""
    size, ratios, medians = report["size"], report["ratios"], report["medians"]
    rows = [
        f"| {who} | {cost['wall_s']:.0f} | {cost['cpu_s']:.0f} | {cost['peak_gb']:.2f} |"
        for who, cost in medians.items()
        if cost
    ]
    told = [
        f"- {words}: **{ratios[name]:.2{kind}}** (bound {bound})"
        for name, words, kind, bound in (
            ("wall", "time, times the rival's", "f", f"{TIME_RATIO:g}"),
            ("day", "loading and building one more day, share of the full load and build", "%", f"{DAY_SHARE:.0%}"),
            ("day_load", "loading it, share of the same", "%", f"{DAY_LOAD_SHARE:.0%}"),
            ("exponent", f"power of the size by which time grows from {SMALLER:.0%} of it", "f", f"{EXPONENT:g}"),
        )
        if ratios.get(name) is not None
    ]
    facts = {"commit": report["commit"], "at": report["at"], **report["machine"]}
    return "\n".join(
        [
            "# Load and build against a hand-written script",
            "",
            f"{size['customers']:,} customers, {size['lines']:,} order lines, generated; medians of {size['rounds']} "
            "interleaved runs, the same memory limit (3 GB) and threads (2). Ours makes the facts, a snapshot of every "
            "customer for each of 24 months, the flow between them, all tags and preferences; the rival "
            "(`benchmarks/rivals/daily_build.py`) makes the facts, one snapshot and ten tags. `make bench` measures it "
            "again.",
            "",
            "| | wall, s | CPU, s | peak, GB |",
            "|---|---|---|---|",
            *rows,
            "",
            *told,
            f"- peak memory: **{medians['ours']['peak_gb']:.2f} GB** (bound {PEAK_GB:g} GB)" if medians["ours"] else "",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in facts.items()),
            "",
        ]
    )


def judge(report: dict[str, Any]) -> int:
    """1 where a bound is broken. Time is not judged under CPU pressure; a missing figure breaks nothing."""
    ratios, peak = report["ratios"], report["medians"]["ours"].get("peak_gb")
    pressure = report["highest_pressure"]
    is_calm = pressure is None or pressure <= PRESSURE
    if not is_calm:
        print(f"cannot say about time: the CPU pressure was {pressure:.0%} in a run, more than {PRESSURE:.0%}")
    broken = [
        f"{name} is {value:.3g}, the bound {bound:g}"
        for name, value, bound, is_judged in (
            ("time against the rival", ratios["wall"], TIME_RATIO, is_calm),
            ("peak memory in GB", peak, PEAK_GB, True),
            ("a day's share of the full load and build", ratios["day"], DAY_SHARE, is_calm),
            ("a day's load's share of the same", ratios["day_load"], DAY_LOAD_SHARE, is_calm),
            ("the power of the size by which time grows", ratios["exponent"], EXPONENT, is_calm),
        )
        if is_judged and value is not None and value > bound
    ]
    print("\n".join(broken) or "within the bounds that could be judged")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
