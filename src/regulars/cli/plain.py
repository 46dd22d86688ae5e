"""Answers as JSON: days and UTC moments in ISO 8601, decimals as strings with their stored digits, money with four."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any


def plain(value: Any) -> Any:
    """A value of text, numbers, lists and objects only, fit for JSON."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {entry.name: plain(getattr(value, entry.name)) for entry in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def _decimal(value: Decimal) -> str | int:
    """Sums of whole numbers come as decimals without digits: those are counts."""
    if value == value.to_integral_value() and value.as_tuple().exponent == 0:
        return int(value)
    return format(value, "f")


def to_json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=2)
