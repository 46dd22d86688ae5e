"""Write docs/reference from the declarations: python docs/generate.py (make docs); a test holds the pages to it."""

from __future__ import annotations

from pathlib import Path

import click

from regulars.app.made import MADE
from regulars.catalogue.shelf import base_groups, behaviours, mapping_texts, metrics, tables, tags
from regulars.cli.program import program
from regulars.core.base_group import DIMENSIONS as OF_GROUPS
from regulars.core.behaviour import OF_ALL
from regulars.core.formula import FUNCTIONS
from regulars.core.rule_words import CALLS, OPTIONS
from regulars.profile.account_taste import DIMENSIONS

HERE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the declarations; do not edit. -->\n"


def pages() -> dict[str, str]:
    """The text of every page of the reference, by file name."""
    return {
        "tables.md": _tables(),
        "metrics.md": _metrics(),
        "base-groups.md": _base_groups(),
        "mappings.md": _mappings(),
        "tags.md": _tags(),
        "rules.md": _rules(),
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
    for group in sorted(base_groups().values(), key=lambda one: OF_GROUPS.index(one.dimension)):
        titles = f"{group.title['en']} | {group.title['zh']}"
        out = ", ".join(f"`{name}`" for name in group.excludes)
        lines.append(f"| {group.dimension} | `{group.name}` | {titles} | {group.about['en']} | {out} |")
    return "\n".join(lines) + "\n"


def _mappings() -> str:
    functions = ", ".join(f"`{name}`" for name in sorted(FUNCTIONS))
    lines = ["# Mappings", NOTE, "Shipped with Regulars; write your own in the shop's `mappings` folder.", ""]
    lines += [f"- `{name}`" for name in mapping_texts()]
    return "\n".join([*lines, "", f"Functions of formulas: {functions}.", ""])


def _tags() -> str:
    lines = [
        "# Tags",
        NOTE,
        "What is known of each customer at the end of a day, by family; every tag is a field of rules.",
        "",
    ]
    for family in dict.fromkeys(tag.family for tag in tags().values()):
        lines += [f"## {family}", "", "| tag | English | 中文 | unit | reads | meaning |", "|---|---|---|---|---|---|"]
        for tag in (tag for tag in tags().values() if tag.family == family):
            words = f" One of {', '.join(f'`{word}`' for word in tag.words)}." if tag.words else ""
            titles = f"{tag.title['en']} | {tag.title['zh']}"
            lines.append(f"| `{tag.name}` | {titles} | {tag.unit} | {tag.reads} | {tag.about['en']}{words} |")
        lines.append("")
    return "\n".join(lines)


_SYNTAX = (
    ("`spend_12m >= 1000`", "compares a tag with a number: `==` `!=` `<` `<=` `>` `>=`"),
    ("`100 <= average_order_value < 500`", "a range"),
    ("`spend_30d > spend_90d`", "two tags of one kind"),
    ("`province in ('330000', '310000')`, `stage not in ('lost',)`", "a list of words, numbers or days"),
    ("`is_discount_dependent`", "a yes-or-no tag by itself"),
    ("`last_purchase_day >= '2025-01-01'`", "a day of the calendar"),
    ("`last_purchase_day >= as_of - days(30)`", "a day from the as-of day"),
    ("`customer_id in ('C1', 'C2')`", "customers by name"),
    ("`… and …`, `… or …`, `not …`, `( … )`", "intersection, union, difference; `and` binds closer than `or`"),
    ("`# …`", "a remark to the end of the line; a rule may go over several lines"),
)


_UNKNOWN = """
A condition on what is not known of a customer is false, `!=` and `not in` included; `not` turns it round. So a rule
and its negation cover everyone, once: `not province == '330000'` has those without a province, `province != '330000'`
has not. Fields are the [tags](tags.md) and `customer_id`. Words of tags with few words are checked. A
`province` or a `country` is told by its code or its name, in English or Chinese. A value beyond the
five preferred ones of a dimension counts as 0 in `affinity`; nothing is known of whoever bought nothing of it.
"""
_TIMES = """
Lengths of time are `'90d'` and `'2w'`, whole days of the shop of which the as-of day is the last, or `'72h'`, hours
that end with the as-of day; `since` and `until` are days, both included. In `followed` and `not_followed`, `within` is
the time from the first deed to the other, and `last` how far back the first is looked for. One deed does not follow
itself: of one behaviour, or of `'event'` and the events of one name, the other is later. `not_followed` counts a first
deed only when its time was over by the end of the as-of day.
"""


def _rules() -> str:
    """The language of audiences."""
    lines = ["# Rules", NOTE, "One language for the command line, Python and the files of audiences.", ""]
    lines += ["| written | meaning |", "|---|---|", *(f"| {written} | {meaning} |" for written, meaning in _SYNTAX)]
    lines += [f"| `{written}` | {meaning} |" for written, meaning in CALLS.values()]
    lines += [_UNKNOWN, f"Dimensions of `affinity`: {', '.join(f'`{name}`' for name in DIMENSIONS)}.", ""]
    lines += ["## Settings of deeds", ""]
    lines += [f"- `{name}`: {', '.join(f'`{option}`' for option in options)}" for name, options in OPTIONS.items()]
    lines += [_TIMES, "## Behaviours", ""]
    of_all = ", ".join(f"`{name}`" for name in OF_ALL)
    lines += [
        "Every name of an [event](tables.md) that the shop has is a behaviour too.",
        f"Of all can be asked: {of_all} (1 is Monday), in the shop's zone.",
        "",
        "| behaviour | 中文 | what it is | can be asked |",
        "|---|---|---|---|",
    ]
    for one in behaviours().values():
        asked = ", ".join(f"`{name}` ({unit})" for name, unit in one.fields.items())
        lines.append(f"| `{one.name}` | {one.title['zh']} | {one.about['en']} | {asked} |")
    return "\n".join(lines) + "\n"


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
