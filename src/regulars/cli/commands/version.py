"""Tell which Regulars this is and on what it runs."""

from __future__ import annotations

import platform

from regulars import __version__
from regulars.cli.command import verb
from regulars.cli.terminal import Terminal


@verb(
    "version",
    en="Tell which Regulars this is and on what it runs.",
    zh="显示版本与运行环境。",
    examples=("regulars version", "regulars version --json"),
)
def command(terminal: Terminal) -> None:
    from importlib.metadata import version

    from regulars.app.workspace import FORMAT

    engines = {name: version(name) for name in ("duckdb", "ibis-framework", "pyarrow")}
    if terminal.as_json:
        terminal.json(
            {"version": __version__, "format": FORMAT, "python": platform.python_version(), "engines": engines}
        )
        return
    parts = ", ".join(f"{name} {found}" for name, found in engines.items())
    terminal.text(f"regulars {__version__} (Python {platform.python_version()}, {parts})")
