"""Spark on this machine or a cluster: one context for the process, one session for each lake, nothing to say on the
terminal."""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from regulars.core.errors import OutsideError, UnsupportedError

#: pyspark 4.0 needs Java 17 or newer.
JAVA = 17
#: How long a master may take to answer; Spark itself would try for more than a minute.
CONNECT_S = 5.0
_context: Any = None
_first: Mapping[str, str] = {}  #: the options with which the context was made


def session(master: str, memory: str, options: Mapping[str, str]) -> Any:
    """A Spark session with views and settings of its own.

    UnsupportedError where pyspark or Java is missing, OutsideError where Spark does not start. The first session of a
    process decides master and memory: later ones share its context.
    """
    check()
    from pyspark.sql import SparkSession

    if master == "local[*]" and (threads := os.environ.get("REGULARS_THREADS")):
        master = f"local[{threads}]"

    if _context is None:
        _check_answers(master)
        _start(_settings(master, memory), options)
    made = SparkSession(_context).newSession()
    for name in {**_first, **options}:
        if made.conf.isModifiable(name):
            made.conf.set(name, options[name]) if name in options else made.conf.unset(name)
    return made


def _settings(master: str, memory: str) -> dict[str, str]:
    """What is set where the shop says nothing else: UTC, exact numbers, and no more partitions than a small shop needs
    (Spark splits large ones by itself)."""
    local = re.fullmatch(r"local(?:\[(\d+|\*)(?:\s*,\s*\d+)?\])?", master)
    settings = {
        "spark.app.name": "regulars",
        "spark.master": master,
        "spark.driver.memory": memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if local:
        cores = local[1] if local[1] and local[1] != "*" else str(os.cpu_count() or 1)
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": cores,
        }
    return settings


def _start(settings: Mapping[str, str], options: Mapping[str, str]) -> None:
    global _context, _first
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # It would print each failed query, which the error tells already.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    warehouse = tempfile.mkdtemp(prefix="regulars-spark-")
    conf = SparkConf(loadDefaults=False)
    conf.setAll([("spark.sql.warehouse.dir", warehouse), *{**settings, **options}.items()])
    # Java writes to a file of its own: its warnings of start-up would stand between the lines of a command.
    with tempfile.TemporaryFile() as said:
        try:
            gateway = launch_gateway(conf, {"stderr": said, "stdout": said})
            _context, _first = SparkContext(gateway=gateway, conf=conf), dict(options)
        except Exception as error:
            shutil.rmtree(warehouse, ignore_errors=True)
            said.seek(0)
            told = said.read().decode(errors="replace").strip()[-1500:] or str(error)
            raise OutsideError(
                f"Spark does not start at {settings['spark.master']}: {told}. Look at spark: in shop.yaml, or build "
                "without it: REGULARS_ENGINE=duckdb",
                code="spark",
            ) from error
    atexit.register(_stop, gateway, warehouse)


def _check_answers(master: str) -> None:
    """OutsideError where no standalone master listens at any of the addresses."""
    if not master.startswith("spark://"):
        return
    told = []
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S).close()
        except (OSError, OverflowError, UnicodeError) as error:
            told.append(f"{address}: {getattr(error, 'strerror', None) or error}")
        else:
            return
    raise OutsideError(
        f"Spark does not answer at {master} ({'; '.join(told)}). Let spark.master of shop.yaml name one that runs, "
        "such as spark://host:7077, or local[*] for this machine, or build without it: REGULARS_ENGINE=duckdb",
        code="spark",
        retry=True,
    )


def _stop(gateway: Any, warehouse: str) -> None:
    """The context, the Java process behind it and its folder go with this process."""
    _context.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(timeout=30)
    shutil.rmtree(warehouse, ignore_errors=True)


def check() -> None:
    """UnsupportedError, with the next step, where this machine has no Spark or no Java for it."""
    try:
        import ibis.backends.pyspark  # noqa: F401
    except ImportError as error:
        raise UnsupportedError(
            f"engine: spark needs a package that is not installed ({error.name}). Run: pip install 'regulars[spark]', "
            "or build without Spark: REGULARS_ENGINE=duckdb",
            code="no_spark",
        ) from error
    if _context is None:
        _check_java()


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    what = f"JAVA_HOME is {home}" if home else "there is no java on the PATH"
    found = _java_version(java) if java else None
    if found is None or found < JAVA:
        has = f"Java {found} is too old" if found else f"engine: spark needs Java, and {what}"
        raise UnsupportedError(
            f"{has}. Install Java {JAVA} or newer (on Debian: apt-get install default-jre-headless) and let JAVA_HOME "
            "name its folder, or build without Spark: REGULARS_ENGINE=duckdb",
            code="no_java",
        )


def _java_version(java: str) -> int | None:
    """The main number of ``java -version``; None where that cannot be run."""
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(told[1]) if told else None
