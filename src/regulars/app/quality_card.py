"""The quality card: five measures of each source and table, with their trend over the loads (SPEC B4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from regulars.app.workspace import DEMO_FILE
from regulars.core.frame import Frame
from regulars.core.table import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

MEASURES = ("completeness", "uniqueness", "validity", "consistency", "timeliness")


@dataclass(frozen=True)
class Measured:
    """One measure of one table of one source: over all loads, at the last one, and at the one before it."""

    source: str
    table: str
    measure: str
    good: int
    of: int
    share: float | None
    latest: float | None
    previous: float | None
    loads: int
    sentence: dict[str, str]

    @property
    def trend(self) -> float | None:
        return None if self.latest is None or self.previous is None else self.latest - self.previous


def quality(workspace: Workspace) -> Frame:
    """Five rows per source and table.

    Completeness, uniqueness, validity and timeliness are what the loads measured: ``share`` is over all loads,
    ``trend`` is what changed from the ``previous`` load to the ``latest``. Consistency is asked of the facts as they
    are: the weakest of the checks between tables, named in the sentence.
    """
    import pyarrow as pa

    schema = pa.schema([
        ("source", pa.string()), ("table", pa.string()), ("measure", pa.string()), ("good", pa.int64()),
        ("of", pa.int64()), ("share", pa.float64()), ("latest", pa.float64()), ("previous", pa.float64()),
        ("trend", pa.float64()), ("loads", pa.int64()), ("sentence_en", pa.string()), ("sentence_zh", pa.string()),
    ])  # fmt: skip
    rows = [
        {
            "source": one.source, "table": one.table, "measure": one.measure, "good": one.good, "of": one.of,
            "share": one.share, "latest": one.latest, "previous": one.previous, "trend": one.trend, "loads": one.loads,
            "sentence_en": one.sentence["en"], "sentence_zh": one.sentence["zh"],
        }
        for one in measured(workspace)
    ]  # fmt: skip
    return Frame(pa.Table.from_pylist(rows, schema=schema))


def measured(workspace: Workspace) -> list[Measured]:
    """The same as values, by source and table, in the order of MEASURES."""
    if not workspace.lake.has("quality"):
        return []
    loads = _Loads(workspace)
    checks = {name: _weakest(workspace, workspace.tables[name]) for name in sorted(loads.tables)}
    found = []
    for source, table in sorted(loads.told):
        found += [
            _complete(source, table, loads), _unique(source, table, loads), _valid(source, table, loads),
            _consistent(source, table, checks[table], loads), _timely(source, table, loads),
        ]  # fmt: skip
    return found


# What the loads measured ---------------------------------------------------------------------------------------------

Sums = dict[str, list[int]]  #: (good, of) by load, in the order of the loads


@dataclass
class _Loads:
    """The quality records, gathered by source and table."""

    workspace: Workspace
    order: dict[str, int] = field(default_factory=dict)
    sums: dict[tuple[str, str, str], Sums] = field(default_factory=lambda: defaultdict(dict))
    columns: dict[tuple[str, str], dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    days: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lake = self.workspace.lake
        for place, row in enumerate(lake.rows("SELECT load_id FROM lake.main.load ORDER BY started_at, load_id")):
            self.order[row[0]] = place
        rows = lake.rows(
            'SELECT load_id, mapping, "table", "column", measure, about, sum(good), sum("of") FROM lake.main.quality '
            "GROUP BY ALL ORDER BY ALL"
        )
        for load, mapping, table, column, measure, about, good, of in rows:
            if measure == "timeliness":
                self.days[mapping] = about
            if measure == "completeness" and column:
                held = self.columns[mapping, table].setdefault(column, [0, 0])
                held[0], held[1] = held[0] + int(good), held[1] + int(of)
            if measure in MEASURES:
                sums = self.sums[mapping, table, measure].setdefault(load, [0, 0])
                sums[0], sums[1] = sums[0] + int(good), sums[1] + int(of)

    @property
    def is_demo(self) -> bool:
        return (self.workspace.folder / DEMO_FILE).exists()

    @property
    def told(self) -> set[tuple[str, str]]:
        """Sources with the tables that they feed."""
        return {(source, table) for source, table, measure in self.sums if table and measure == "completeness"}

    @property
    def tables(self) -> set[str]:
        return {table for _, table in self.told}

    def of(self, source: str, table: str, measure: str) -> Sums:
        """The sums of a table, or of the whole source where the load did not tell them by table."""
        return self.sums.get((source, table, measure)) or self.sums.get((source, "", measure)) or {}

    def row(self, source: str, table: str, measure: str, sentence: dict[str, str]) -> Measured:
        sums = self.of(source, table, measure)
        shares = [_share(*sums[load]) for load in sorted(sums, key=lambda load: self.order.get(load, -1))]
        good, of = (sum(pair[place] for pair in sums.values()) for place in (0, 1))
        latest, previous = (shares[-place] if len(shares) >= place else None for place in (1, 2))
        return Measured(source, table, measure, good, of, _share(good, of), latest, previous, len(shares), sentence)


def _share(good: int, of: int) -> float | None:
    return good / of if of else None


def _percent(share: float | None) -> str:
    """Never 100 % where anything is missing, never 0 % where anything is there."""
    if share is None:
        return "–"
    shown = f"{100 * share:.1f}"
    if (shown == "100.0" and share < 1) or (shown == "0.0" and share > 0):
        shown = f"{100 * share:.4f}".rstrip("0")
    return f"{shown}%"


def _complete(source: str, table: str, loads: _Loads) -> Measured:
    shares = {column: _share(*pair) for column, pair in loads.columns[source, table].items()}
    known = {column: share for column, share in shares.items() if share is not None}
    weakest = min(known, key=lambda column: known[column], default=None)
    if weakest is None or known[weakest] == 1:
        text = {"en": "Every mapped column is filled.", "zh": "所有映射的字段都有值。"}
    else:
        share = _percent(known[weakest])
        text = {"en": f"{weakest} is filled in {share} of rows.", "zh": f"{weakest} 的填充率为 {share}。"}
    return loads.row(source, table, "completeness", text)


def _unique(source: str, table: str, loads: _Loads) -> Measured:
    sums = loads.sums.get((source, table, "uniqueness"))
    if not sums:
        text = {"en": "The file tells it row by row under other keys.", "zh": "文件按其他主键逐行给出，不单独统计。"}
        return Measured(source, table, "uniqueness", 0, 0, None, None, None, 0, text)
    repeated = sum(of - good for good, of in sums.values())
    rows = "1 row repeats" if repeated == 1 else f"{repeated:,} rows repeat"
    text = {
        "en": f"{rows} a key; identical lines are told apart by their place.",
        "zh": f"{repeated:,} 行的主键重复；完全相同的明细按出现次序区分。",
    }
    if not repeated:
        text = {"en": "No row repeats a key.", "zh": "没有重复主键。"}
    return loads.row(source, table, "uniqueness", text)


def _valid(source: str, table: str, loads: _Loads) -> Measured:
    sums = loads.of(source, table, "validity")
    bad = sum(of - good for good, of in sums.values())
    text = {"en": f"{bad:,} {'row stands' if bad == 1 else 'rows stand'} in quarantine.", "zh": f"{bad:,} 行在隔离区。"}
    if not bad:
        text = {"en": "Every row was accepted.", "zh": "所有行都已入库。"}
    return loads.row(source, table, "validity", text)


def _timely(source: str, table: str, loads: _Loads) -> Measured:
    """A single export says nothing about being on time; a feed does from its second load on."""
    sums, days = loads.of(source, table, "timeliness"), loads.days.get(source)
    if loads.is_demo:
        text = {"en": "A demonstration: its days are made up, so none of its files is late.",
                "zh": "这是示例店铺，日期为虚构，不判断是否及时。"}  # fmt: skip
        return Measured(source, table, "timeliness", 0, 0, None, None, None, len(sums), text)
    if len(sums) < 2:
        text = {"en": "Loaded once: whether it comes on time shows from the second load on.",
                "zh": "只导入过一次，第二次导入后才能判断是否及时。"}  # fmt: skip
        return Measured(source, table, "timeliness", 0, 0, None, None, None, len(sums), text)
    text = {
        "en": f"The last load came {days} {'day' if days == '1' else 'days'} after its last row; a day is on time.",
        "zh": f"最近一次导入距其最后一行数据 {days} 天，1 天以内为及时。",
    }
    return loads.row(source, table, "timeliness", text)


# What the facts say of one another -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Check:
    good: int
    of: int
    en: str
    zh: str


def _consistent(source: str, table: str, check: _Check | None, loads: _Loads) -> Measured:
    if check is None:
        text = {"en": "Nothing here points to another table.", "zh": "该表不引用其他表。"}
        return Measured(source, table, "consistency", 0, 0, None, None, None, 0, text)
    share = _share(check.good, check.of)
    said = _percent(share)
    text = {"en": check.en.format(share=said), "zh": check.zh.format(share=said)}
    return Measured(source, table, "consistency", check.good, check.of, share, share, None, 0, text)


def _weakest(workspace: Workspace, table: Table) -> _Check | None:
    """The check of a fact that fewest of its rows pass."""
    if not workspace.lake.has(table.name):
        return None
    found = [check for check in (*_references(workspace, table), *_special(workspace, table)) if check.of]
    return min(found, key=lambda check: check.good / check.of, default=None)


def _references(workspace: Workspace, table: Table) -> list[_Check]:
    """Rows whose reference leads to a row of the other table, of those that name one."""
    lake, found = workspace.lake, []
    rows = lake.table(table.name)
    for column, other in table.references.items():
        if not lake.has(other) or not lake.rows(f'SELECT 1 FROM lake.main."{other}" LIMIT 1'):
            continue
        named = rows.filter(rows[column].notnull() & (rows[column] != ""))
        key = next(name for name in workspace.tables[other].key if name != "valid_from")
        known = lake.table(other).select(key_=key).distinct()
        met = named.left_join(known, named[column] == known.key_)
        good, of = _counts(workspace, met, met.key_.notnull())
        words = workspace.tables[other].title
        found.append(_Check(good, of, f"{{share}} of rows with {column} find their {words['en'].lower()}.",
                            f"有 {column} 的行中，{{share}} 能找到对应的{words['zh']}。"))  # fmt: skip
    return found


def _special(workspace: Workspace, table: Table) -> list[_Check]:
    """What is more than a reference: order totals, and refunds that undo a sale."""
    lake = workspace.lake
    if table.name == "orders" and lake.has("order_item"):
        good, of, lower = _totals(workspace)
        few = (
            ("", "")
            if not lower
            else (
                f" {lower:,} of them are lower, as after a discount of the whole order.",
                f"其中 {lower:,} 笔低于明细之和，如整单优惠所致。",
            )
        )
        return [_Check(good, of, f"{{share}} of order totals are not above the sum of their lines.{few[0]}",
                       f"{{share}} 的订单总额不高于明细之和。{few[1]}")]  # fmt: skip
    if table.name == "refund" and lake.has("refund_piece"):
        pieces = lake.table("refund_piece")
        good, of = _counts(workspace, pieces, pieces.purchase_day.notnull())
        return [_Check(good, of, "{share} of refunds find the paid sale that they undo.",
                       "{share} 的退款找到了对应的已支付订单。")]  # fmt: skip
    return []


def _totals(workspace: Workspace) -> tuple[int, int, int]:
    """Orders whose stated total is not above that of their lines, of the orders with both, and how many are below it.

    What a customer paid may hold a discount of the whole order, which no line tells; it may hold no line too few.
    """
    orders, item = workspace.lake.table("orders"), workspace.lake.table("order_item")
    stated = orders.filter(orders.amount.notnull()).select("order_id", "amount")
    lines = item.group_by("order_id").aggregate(lines=item.amount.sum())
    met = stated.inner_join(lines, "order_id")
    over = met.amount.cast("decimal(38, 4)") - met.lines
    asked = met.aggregate(good=(over <= 0.01).sum(), of=met.count(), lower=(over < -0.01).sum())
    row = workspace.lake.arrow(asked).to_pylist()[0]
    return int(row["good"] or 0), int(row["of"] or 0), int(row["lower"] or 0)


def _counts(workspace: Workspace, rows: ir.Table, good: Any) -> tuple[int, int]:
    row = workspace.lake.arrow(rows.aggregate(good=good.sum(), of=rows.count())).to_pylist()[0]
    return int(row["good"] or 0), int(row["of"] or 0)
