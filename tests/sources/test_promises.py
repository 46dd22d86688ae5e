"""Every shipped driver keeps what a source promises."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import openpyxl
import pyarrow as pa
from pyarrow import parquet

from regulars.testing.sources import Rows, SourcePromises


class TestCsv(SourcePromises):
    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        path = folder / "orders.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *rows])
        return str(path)

    def missing(self, folder: Path) -> str:
        return str(folder / "nothing.csv")


class TestJsonLines(SourcePromises):
    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        path = folder / "orders.jsonl"
        lines = [json.dumps(dict(zip(columns, row, strict=True))) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    def missing(self, folder: Path) -> str:
        return str(folder / "nothing.jsonl")


class TestJson(SourcePromises):
    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        path = folder / "orders.json"
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        path.write_text(json.dumps({"total": len(rows), "orders": objects}, ensure_ascii=False), encoding="utf-8")
        return str(path)

    def missing(self, folder: Path) -> str:
        return str(folder / "nothing.json")


class TestExcel(SourcePromises):
    many = 25_000

    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("orders")
        for row in [columns, *rows]:
            sheet.append(row)
        book.save(folder / "orders.xlsx")
        return str(folder / "orders.xlsx")

    def missing(self, folder: Path) -> str:
        return str(folder / "nothing.xlsx")


class TestParquet(SourcePromises):
    many = 140_000

    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        cells = list(zip(*rows, strict=True)) or [(), ()]
        table = pa.table([pa.array(values, pa.string()) for values in cells], names=columns)
        parquet.write_table(table, folder / "orders.parquet")
        return str(folder / "orders.parquet")

    def missing(self, folder: Path) -> str:
        return str(folder / "nothing.parquet")


class TestSqlite(SourcePromises):
    has_digest = False

    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        with sqlite3.connect(folder / "shop.db") as connection:
            connection.execute(f'CREATE TABLE orders ("{columns[0]}" TEXT, "{columns[1]}" TEXT)')
            connection.executemany("INSERT INTO orders VALUES (?, ?)", rows)
        connection.close()
        return f"sqlite:///{folder}/shop.db"

    def missing(self, folder: Path) -> str:
        return f"sqlite:///{folder}/nothing.db"
