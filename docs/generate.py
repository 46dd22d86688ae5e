"""Write docs/reference from the declarations: python docs/generate.py (make docs); a test holds the pages to it."""

from __future__ import annotations

from pathlib import Path

import click

from regulars.app.made import MADE
from regulars.catalogue.shelf import base_groups, mapping_texts, metrics, tables
from regulars.cli.program import program
from regulars.core.base_group import DIMENSIONS
from regulars.core.formula import FUNCTIONS

HERE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the declarations; do not edit. -->\n"


def pages() -> dict[str, str]:
    """The text of every page of the reference, by file name."""
    return {
        "tables.md": _tables(),
        "metrics.md": _metrics(),
        "base-groups.md": _base_groups(),
        "mappings.md": _mappings(),
        "commands.md": _commands(),
    }


def _tables() -> str:
    lines = [
        "# Tables",
        NOTE,
        "## Facts",
        "Made from what was loaded; `day` is the calendar day in the shop's zone.",
        "",
    ]
    for table in tables().values():
        key = ", ".join(f"`{name}`" for name in table.stored_key)
        lines += [
            f"### {table.name} · {table.title.get('zh', '')}",
            f"{table.grain}. {table.about}",
            "",
            f"Key: {key}.",
            "",
        ]
        lines += ["| column | type | what it is |", "|---|---|---|"]
        for column in table.columns:
            marks = [
                mark
                for mark, holds in (("required", column.required), ("sealed", column.sensitivity != "public"))
                if holds
            ]
            words = f" One of {', '.join(f'`{word}`' for word in column.words)}." if column.words else ""
            unit = f" ({column.unit})" if column.unit else ""
            kind = f"{column.kind}{unit}" + (f", {', '.join(marks)}" if marks else "")
            lines.append(f"| `{column.name}` | {kind} | {column.about}.{words} |")
        lines.append("")
    lines += ["## Made by the build", "", "| table | one row is | what it tells | made from |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {made['grain']} | {made['about']} | {made['reads']} |" for name, made in MADE.items()]
    return "\n".join(lines) + "\n"


def _metrics() -> str:
    lines = ["# Metrics", NOTE, "One definition, used by every page, report and notebook.", ""]
    lines += ["| metric | English | 中文 | unit | formula | owner |", "|---|---|---|---|---|---|"]
    for metric in metrics().values():
        formula = metric.formula.replace("|", "\\|")
        titles = f"{metric.title['en']} | {metric.title['zh']}"
        lines.append(f"| `{metric.name}` | {titles} | {metric.unit} | {formula} | {metric.owner} |")
    return "\n".join(lines) + "\n"


def _base_groups() -> str:
    lines = ["# Base groups", NOTE, "What [crossings](../concepts/crossing.md) are made of.", ""]
    lines += ["| dimension | group | English | 中文 | who | not tested |", "|---|---|---|---|---|---|"]
    for group in sorted(base_groups().values(), key=lambda one: DIMENSIONS.index(one.dimension)):
        titles = f"{group.title['en']} | {group.title['zh']}"
        out = ", ".join(f"`{name}`" for name in group.excludes)
        lines.append(f"| {group.dimension} | `{group.name}` | {titles} | {group.about['en']} | {out} |")
    return "\n".join(lines) + "\n"


def _mappings() -> str:
    functions = ", ".join(f"`{name}`" for name in sorted(FUNCTIONS))
    lines = ["# Mappings", NOTE, "Shipped with Regulars; write your own in the shop's `mappings` folder.", ""]
    lines += [f"- `{name}`" for name in mapping_texts()]
    return "\n".join([*lines, "", f"Functions of formulas: {functions}.", ""])


def _commands() -> str:
    lines = ["# Commands", NOTE]
    root: click.Group = program
    context = click.Context(root, info_name="regulars")
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        lines += [f"## regulars {name}", "", "```", _help(command, context, f"regulars {name}"), "```", ""]
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=f"regulars {name}")
            for part in command.list_commands(inner):
                found = command.get_command(inner, part)
                assert found is not None
                lines += [
                    f"### regulars {name} {part}",
                    "",
                    "```",
                    _help(found, inner, f"regulars {name} {part}"),
                    "```",
                    "",
                ]
    return "\n".join(lines)


def _help(command: click.Command, parent: click.Context, name: str) -> str:
    context = click.Context(command, info_name=name, parent=None, max_content_width=100, terminal_width=100)
    assert parent is not None
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for file, text in pages().items():
        (HERE / file).write_text(text, encoding="utf-8")
