"""The generated pages say what the declarations say, and every page can be reached."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml

from regulars.catalogue.shelf import tables
from regulars.core.formula import FUNCTIONS
from regulars.core.mapping import read_mapping

DOCS = Path(__file__).parents[2] / "docs"


def _generator():
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["tables.md", "metrics.md", "mappings.md", "commands.md"])
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
