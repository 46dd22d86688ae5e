"""The house rules that a machine can read: pages agree with the code, and nothing is tied to one machine."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from regulars.catalogue.shelf import tables

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ROOMS = sorted({path.parent for path in (ROOT / "src" / "regulars").glob("*/*.py")})
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = sorted(DOCS.rglob("*.md"))

# Folders of one machine, and addresses from which a package was once downloaded.
NOT_PORTABLE = r"(^|[^a-z.])/([w]ork|[r]oot|[U]sers)/|https?://[^ \"]+(/simple/|/-/|\.whl|\.tgz)"


def glossary() -> list[tuple[str, str, str]]:
    """The rows of the glossary: English, Chinese, meaning."""
    lines = [line for line in (DOCS / "glossary.md").read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    odd = [row for row in cells if len(row) != 3 or not all(row)]
    assert not odd, f"each row of the glossary has an English word, a Chinese word and a meaning: {odd}"
    return [(english, chinese, meaning) for english, chinese, meaning in cells]


def required_packages() -> dict[str, list[str]]:
    """Package names of pyproject by list: core, each extra, and the build."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = {
        "core": project["project"]["dependencies"],
        "build": project["build-system"]["requires"],
        **project["project"]["optional-dependencies"],
    }
    return {group: [re.split(r"[^A-Za-z0-9._-]", entry)[0].lower() for entry in them] for group, them in listed.items()}


def test_glossary_is_alphabetical_with_one_row_a_word() -> None:
    words = [english.lower() for english, _, _ in glossary()]
    assert words == sorted(words), "the glossary is sorted by its English words"
    assert len(words) == len(set(words)), "a word has one meaning, so one row"


def test_glossary_knows_every_canonical_table_by_its_chinese_title() -> None:
    known = {english.lower(): chinese for english, chinese, _ in glossary()}
    for table in tables().values():
        names = {table.name, table.name.replace("_", " "), table.title["en"].lower()}
        found = {known[name] for name in names if name in known}
        assert table.title["zh"] in found, f"docs/glossary.md needs a row for {table.name} with {table.title['zh']}"


def test_glossary_knows_every_stage() -> None:
    page = (DOCS / "concepts" / "segments.md").read_text("utf-8")
    section = page.split("## Stages")[1].split("\n## ")[0]
    stages = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert stages, "segments.md lists the stages in a table"
    missing = set(stages) - {english for english, _, _ in glossary()}
    assert not missing, f"docs/glossary.md says nothing of the stages {sorted(missing)}"


def test_every_dependency_has_its_line() -> None:
    page = (DOCS / "concepts" / "dependencies.md").read_text("utf-8")
    told = set(re.findall(r"^\| `([^`]+)` \| \S", page, re.MULTILINE))
    needed = {name for names in required_packages().values() for name in names} - {"regulars"}
    assert told >= needed, f"docs/concepts/dependencies.md must say why {sorted(needed - told)}"
    assert told <= needed, f"docs/concepts/dependencies.md tells of {sorted(told - needed)}, which nothing requires"


def test_every_dependency_is_pinned_for_the_tests() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    odd = [line for line in pins if not re.fullmatch(r"[a-z0-9.-]+==[A-Za-z0-9.+!]+", line)]
    assert not odd, f"constraints.txt holds name==version only: {odd}"
    needed = {name for names in required_packages().values() for name in names} - {"regulars", "setuptools"}
    missing = needed - {line.split("==")[0] for line in pins}
    assert not missing - {"tzdata"}, f"make constraints would add {sorted(missing)}"


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_decision_has_context_choice_and_consequences(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Choice", "Consequences"]
    assert text.startswith(f"# {page.stem[:4]} "), "the title starts with the number of the page"
    assert f"({page.name})" in (DOCS / "decisions" / "README.md").read_text("utf-8"), "the index lists the page"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    dead = [link for link in targets if "://" not in link and not (page.parent / link).exists()]
    assert not dead, f"{page.name} links to what does not exist: {dead}"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_says_what_it_reads_makes_and_leaves(room: Path) -> None:
    opening = room / "__init__.py"
    assert opening.exists(), f"{room.name}/__init__.py says in three lines what the room reads, makes and does not do"
    docstring = ast.get_docstring(ast.parse(opening.read_text("utf-8"))) or ""
    assert len(inspect.cleandoc(docstring).splitlines()) >= 3, f"{room.name}: three lines are wanted, got {docstring!r}"


def test_nothing_is_tied_to_one_machine() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files belong to the project is unknown")
    search = ["git", "grep", "--untracked", "-nIE", NOT_PORTABLE, "--", ".", ":!*.svg"]
    found = subprocess.run(search, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert found.returncode in (0, 1), found.stderr
    assert not found.stdout, f"paths of one machine or download addresses:\n{found.stdout[:2000]}"
