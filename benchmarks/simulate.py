"""Measure how long making a shop with known truth takes, and what it holds in memory.

    python benchmarks/simulate.py --json figures.json
    python benchmarks/simulate.py --sample --judge

Beside it, in the same run, DuckDB reads the files of events that were made and writes them once more: the least that
writing so much takes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from daily_build import PRESSURE, commit, machine, stalled_s

#: The bounds that --judge holds it to at full size: seconds, events, bytes, and bytes a person.
SECONDS, EVENTS, PEAK, PEAK_A_PERSON = 180, 10_000_000, 2e9, 2_000
FULL, SAMPLE = {"people": 100_000, "days": 365}, {"people": 2_000, "days": 60}


@dataclass(frozen=True)
class Cost:
    wall_s: float
    cpu_s: float
    peak_bytes: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int)
    parser.add_argument("--days", type=int)
    parser.add_argument("--sample", action="store_true", help=f"a small shop: {SAMPLE}")
    parser.add_argument("--data", type=Path, help="where files are written, and stay; otherwise they are removed")
    parser.add_argument("--judge", action="store_true", help="fail where a bound is broken")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    asked = parser.parse_args()
    size = {**(SAMPLE if asked.sample else FULL), **{k: v for k in FULL if (v := getattr(asked, k)) is not None}}
    with tempfile.TemporaryDirectory(dir=asked.data.parent if asked.data else None) as temporary:
        report = measured(size, asked.data or Path(temporary) / "made")
    show(report)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if asked.page:
        asked.page.write_text(page(report), encoding="utf-8")
    return judge(report) if asked.judge else 0


def measured(size: dict[str, int], folder: Path) -> dict[str, Any]:
    stall, began = stalled_s(), time.monotonic()
    words = [sys.executable, "-m", "regulars", "simulate", str(folder), "--ahead", "0"]
    for name, value in size.items():
        words += [f"--{name}", str(value)]
    ours = cost(words)
    events = sorted((folder / "sources").glob("*_events-*.jsonl"))
    count = sum(lines_of(path) for path in events)
    again = cost([sys.executable, __file__, "--again", *map(str, events)])
    wall = time.monotonic() - began
    return {
        "commit": commit(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), "size": size,
        "events": count, "bytes": sum(path.stat().st_size for path in (folder / "sources").iterdir()),
        "ours": asdict(ours), "again": asdict(again), "ratio": round(ours.wall_s / again.wall_s, 2),
        "pressure": None if stall is None else round((stalled_s() - stall) / wall, 4),
    }  # fmt: skip


def lines_of(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 22), b""))


def cost(words: list[str]) -> Cost:
    """What a command took. Memory is its own peak, so each is measured by a process between."""
    watch = (
        "import json, resource, subprocess, sys, time; began = time.perf_counter(); "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(json.dumps([time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))"
    )
    done = subprocess.run([sys.executable, "-c", watch, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    wall, cpu, peak = json.loads(done.stdout)
    return Cost(wall, cpu, peak)


def again(paths: list[str]) -> None:
    """Read events and write them, file by file."""
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            duckdb.execute(f"COPY (FROM read_json('{path}', format = 'nd')) TO '{folder}/events.jsonl' (FORMAT json)")


def show(report: dict[str, Any]) -> None:
    ours, other = report["ours"], report["again"]
    people, days = report["size"]["people"], report["size"]["days"]
    print(f"{people:,} people, {days} days: {report['events']:,} events, {report['bytes'] / 1e9:.2f} GB")
    print(f"made:          {ours['wall_s']:8.1f} s, {ours['cpu_s']:8.1f} s CPU, {ours['peak_bytes'] / 1e9:.2f} GB")
    print(f"written again: {other['wall_s']:8.1f} s, {other['cpu_s']:8.1f} s CPU; ratio {report['ratio']:.2f}")
    print(f"CPU pressure: {'unknown' if report['pressure'] is None else format(report['pressure'], '.1%')}")


def page(report: dict[str, Any]) -> str:
    ours, other, size = report["ours"], report["again"], report["size"]
    facts = {"commit": report["commit"], "at": report["at"], **report["machine"], "CPU pressure": report["pressure"]}
    return "\n".join(
        [
            "# Making a shop with known truth",
            "",
            f"{size['people']:,} people over {size['days']} days: {report['events']:,} events and all other files, "
            f"{report['bytes'] / 1e9:.1f} GB, by `regulars simulate --ahead 0`. Beside it DuckDB reads the files of "
            "events and writes them once more. `make bench` measures it again.",
            "",
            "| | seconds | CPU seconds | most memory, GB | bound |",
            "|---|---|---|---|---|",
            f"| made | **{ours['wall_s']:.0f}** | {ours['cpu_s']:.0f} | **{ours['peak_bytes'] / 1e9:.2f}** | "
            f"{SECONDS} s, {most(size) / 1e9:.1f} GB |",
            f"| written again | {other['wall_s']:.0f} | {other['cpu_s']:.0f} | {other['peak_bytes'] / 1e9:.2f} | |",
            "",
            f"Making takes **{report['ratio']:.2f}** times as long as writing again.",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in facts.items()),
            "",
        ]
    )


def most(size: dict[str, int]) -> float:
    """Bytes that a shop of this size may hold."""
    return PEAK + PEAK_A_PERSON * size["people"]


def judge(report: dict[str, Any]) -> int:
    """1 where a bound is broken; time is judged at full size on a calm machine only."""
    broken, pressure = [], report["pressure"]
    if report["ours"]["peak_bytes"] > most(report["size"]):
        broken.append(f"it holds {report['ours']['peak_bytes'] / 1e9:.2f} GB, the bound {most(report['size']) / 1e9:g}")
    if any(report["size"][name] < least for name, least in FULL.items()):
        print("cannot say about time: the shop is too small")
    elif pressure is not None and pressure > PRESSURE:
        print(f"cannot say about time: the CPU pressure was {pressure:.0%}, more than {PRESSURE:.0%}")
    else:
        if report["ours"]["wall_s"] > SECONDS:
            broken.append(f"it takes {report['ours']['wall_s']:.0f} s, the bound {SECONDS}")
        if report["events"] < EVENTS:
            broken.append(f"it makes {report['events']:,} events, the bound {EVENTS:,}")
    print("\n".join(broken) or "within the bounds that could be judged")
    return 1 if broken else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--again"]:
        again(sys.argv[2:])
    else:
        sys.exit(main())
