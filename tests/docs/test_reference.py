"""The generated pages say what the declarations say, and every page can be reached."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from regulars.catalogue.shelf import behaviours, tables, tags
from regulars.cli.program import program
from regulars.core.audience_file import read_audience
from regulars.core.behaviour import Behaviour
from regulars.core.formula import FUNCTIONS
from regulars.core.mapping import read_mapping
from regulars.core.rule_read import read
from regulars.core.rule_words import Names, Term
from regulars.core.shelf import own_declarations
from regulars.core.tag import Tag
from regulars.profile.account_taste import DIMENSIONS

DOCS = Path(__file__).parents[2] / "docs"


def _generator():
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "page",
    ["tables.md", "metrics.md", "base-groups.md", "mappings.md", "tags.md", "rules.md", "commands.md"],
)
def test_the_reference_is_what_the_declarations_say(page):
    expected = _generator().pages()[page]
    written = (DOCS / "reference" / page).read_text(encoding="utf-8")
    assert written == expected, "the declarations changed: run make docs"


def test_every_function_of_formulas_stands_in_the_how_to():
    text = (DOCS / "how-to" / "your-own-source.md").read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if name not in text] == []


def test_the_mapping_of_the_how_to_is_a_mapping_that_works():
    text = (DOCS / "how-to" / "your-own-source.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    mapping = read_mapping("example", yaml.safe_load(example), tables=tables())
    assert {emit.table for emit in mapping.emits} >= {
        "order_item",
        "payment",
        "contact_key",
        "account_attribute",
        "account",
    }


def _rules_of(page: str) -> list[str]:
    """The rules that a page gives as examples: lines of its blocks of the language, and of its YAML."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [line for block in text.split("```rule\n")[1:] for line in block.split("```")[0].splitlines() if line]


@pytest.mark.parametrize("page", ["how-to/own-audience.md", "concepts/tags.md"])
def test_every_rule_of_the_pages_can_be_read(page):
    names = _names()
    assert _rules_of(page)
    for rule in _rules_of(page):
        read(rule, names)


def test_the_audiences_of_the_how_to_are_audiences_that_work():
    text = (DOCS / "how-to" / "own-audience.md").read_text(encoding="utf-8")
    for block in text.split("```yaml\n")[1:]:
        read_audience("example", yaml.safe_load(block.split("```")[0]), _names())


def test_the_tag_and_the_behaviour_of_the_pages_work(tmp_path):
    for page, constant, kind in (("own-tag.md", "TAG", Tag), ("own-audience.md", "BEHAVIOUR", Behaviour)):
        text = (DOCS / "how-to" / page).read_text(encoding="utf-8")
        folder = tmp_path / constant
        folder.mkdir()
        (folder / "example.py").write_text(text.split("```python\n")[1].split("```")[0], encoding="utf-8")
        assert len(own_declarations(folder, constant, kind)) == 1


def _names():
    fields = {name: Term(tag.unit, None if tag.words is None else lambda tag=tag: tuple(tag.words))
              for name, tag in tags().items()}  # fmt: skip
    asked = {name: {field: Term(unit) for field, unit in one.asked.items()} for name, one in behaviours().items()}
    asked |= {"Product Added": asked["event"], "gift": asked["event"]}
    return Names(fields, lambda: asked, DIMENSIONS, ("big", "big spenders", "late regulars", "fresh"))


BUYERS = "SELECT DISTINCT account_id FROM account_day WHERE paid_amount > 0"
LINE = "{order},{buyer},{product},2024-03-0{day} 10:00:00,2024-03-0{day} 10:05:00,{status},{n},{price},{paid},{phone},浙江省\n"
HEADER = "订单编号,买家会员名,商品编码,订单创建时间,订单付款时间,订单状态,数量,单价,实付金额,收货人手机,收货地址\n"


def _line(order: int, buyer: str, product: str, n: int, price: int, paid: int, status: str = "交易成功") -> str:
    return LINE.format(
        order=order, buyer=buyer, product=product, day=order, status=status, n=n, price=price, paid=paid,
        phone="13800138001" if buyer == "anna" else "13800138002",
    )  # fmt: skip


def _run(*arguments: str, json_of: bool = False):
    done = CliRunner().invoke(program, [*arguments, *(["--json"] if json_of else [])])
    assert done.exit_code == 0, f"{arguments}\n{done.output}\n{done.exception}"
    return json.loads(done.stdout) if json_of else done.output


def _how_to() -> str:
    return (DOCS / "how-to" / "your-own-source.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", [0, 1])
def test_the_mappings_of_the_how_to_make_buyers_of_the_files_that_they_are_for(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [
        _line(1, "anna", "A", 2, 30, 60),
        _line(2, "ben", "B", 1, 80, 80),
        _line(3, "ben", "A", 1, 30, 30, "交易关闭"),
    ]
    # With one row an order the file repeats nothing; with lines each has its own amount.
    rows += [_line(1, "anna", "B", 1, 80, 75)] if example else []
    (tmp_path / "orders.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    _run("init", "myshop", "--zone", "Asia/Shanghai", "--currency", "CNY")
    text = _how_to().split("```yaml\n")[1 + example].split("```")[0]
    (tmp_path / "myshop" / "mappings" / "mine.yaml").write_text(text, encoding="utf-8")
    for command in ("mappings check mine orders.csv", "load orders.csv --mapping mine", "build"):
        assert f"regulars {command}\n" in _how_to()
        assert "no order that is known" not in _run(*command.split())
    buyers = {row["account_id"] for row in _run("sql", BUYERS, json_of=True)}
    assert len(buyers) == 2, "anna and ben bought"


def test_the_commands_of_the_how_to_work_as_they_are_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [_line(1, "anna", "A", 2, 30, 60), _line(2, "ben", "B", 1, 80, 80)]
    (tmp_path / "orders.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    _run("init", "myshop", "--zone", "Asia/Shanghai", "--currency", "CNY")
    blocks = _how_to().split("```\n")
    first = [line for block in blocks[:6] for line in block.splitlines() if line.startswith("regulars ")]
    assert [line.split()[1] for line in first[:4]] == ["map", "mappings", "load", "build"]
    for line in first[:4]:
        _run(*line.split()[1:])


def test_an_order_amount_on_every_line_is_one_payment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [_line(1, "anna", "A", 2, 30, 140), _line(1, "anna", "B", 1, 80, 140)]
    (tmp_path / "orders.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    _run("init", "myshop", "--zone", "Asia/Shanghai", "--currency", "CNY")
    text = _how_to().split("```yaml\n")[1].split("```")[0]
    (tmp_path / "myshop" / "mappings" / "mine.yaml").write_text(text, encoding="utf-8")
    _run("load", "orders.csv", "--mapping", "mine")
    (sums,) = _run("sql", "SELECT count(*) AS n, CAST(sum(amount) AS VARCHAR) AS paid FROM payment", json_of=True)
    assert (sums["n"], sums["paid"]) == (1, "140.0000")
