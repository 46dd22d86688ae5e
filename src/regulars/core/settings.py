"""A shop's configuration: one YAML file, checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Literal

from regulars.core.currency import currency_fault
from regulars.core.errors import Fault, raise_faults, unknown
from regulars.core.mapping import checked_zone

ENGINES = ("duckdb", "spark")
_HOST = r"(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:]+\]):\d{1,5}"
_MASTER = re.compile(
    rf"local(\[([1-9]\d*|\*)(\s*,\s*\d+)?\])?|local-cluster\[\d+,\d+,\d+\]|spark://{_HOST}(,{_HOST})*|yarn|k8s://\S+"
)


@dataclass(frozen=True)
class Thresholds:
    """Where the RFM levels part (SPEC D3). Days for recency, purchase days a month for frequency, money for value."""

    active_days: int = 30
    dormant_days: int = 90
    frequent: Decimal = Decimal(3)
    rare: Decimal = Decimal(1)
    valuable: Decimal = Decimal(200)
    modest: Decimal = Decimal(50)


@dataclass(frozen=True)
class Stages:
    """Ages and gaps, in days, that part the life stages (SPEC D4)."""

    newcomer_days: int = 7
    new_days: int = 7
    growing_days: int = 90
    lost_days: int = 180
    returned_days: int = 30
    one_time_days: int = 90


@dataclass(frozen=True)
class Tiers:
    """Spend of twelve months from which a tier holds (SPEC D9)."""

    gold: Decimal = Decimal(5000)
    diamond: Decimal = Decimal(20000)


@dataclass(frozen=True)
class Tastes:
    """How preferences are told: after how many months money counts half, and where price bands part (one piece)."""

    half_life_months: int = 6
    price_bands: tuple[Decimal, ...] = (Decimal(20), Decimal(50), Decimal(100), Decimal(200), Decimal(500))


@dataclass(frozen=True)
class Spark:
    """Where Spark runs, how much memory its driver takes, and any of Spark's own options by their names."""

    master: str = "local[*]"
    memory: str = "2g"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """All that a shop can set. ``dated`` thresholds hold from their day on and before it the plain ones do."""

    name: str = "shop"
    zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    language: Literal["zh", "en"] = "en"
    rates: dict[str, Decimal] = field(default_factory=dict)
    mode: Literal["fixed", "quantile"] = "fixed"
    margin: Decimal = Decimal(0)
    thresholds: Thresholds = Thresholds()
    dated: tuple[tuple[date, Thresholds], ...] = ()
    stages: Stages = Stages()
    tiers: Tiers = Tiers()
    tastes: Tastes = Tastes()
    link_by: tuple[str, ...] = ("phone", "email", "id_number", "card", "unionid", "openid")
    most_accounts_per_key: int = 10
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: Spark = Spark()

    def thresholds_at(self, day: date) -> Thresholds:
        """The thresholds that hold on a day."""
        valid = [thresholds for since, thresholds in sorted(self.dated, key=lambda pair: pair[0]) if since <= day]
        return valid[-1] if valid else self.thresholds


def read_settings(data: object) -> Settings:
    """Settings from parsed YAML. Raises InputError that tells every fault at once."""
    reader = _Reader()
    settings = reader.settings(data)
    raise_faults(reader.faults, title="shop.yaml cannot be used")
    return settings


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, where: str, message: str) -> None:
        self.faults.append(Fault(where, message))

    def settings(self, data: object) -> Settings:
        if not isinstance(data, dict):
            self.fault("", "is a list of settings by name")
            return Settings()
        known = {"name", "zone", "currency", "language", "rates", "rfm", "stages", "tiers", "tastes", "identity",
                 "engine", "spark"}  # fmt: skip
        for key in data.keys() - known:
            self.fault(str(key), unknown("setting", key, known))
        values: dict[str, Any] = {"name": str(data.get("name", "shop"))}
        values["zone"] = checked_zone(data.get("zone", "Asia/Shanghai"), lambda text: self.fault("zone", text))
        values["currency"] = self._currency("currency", data.get("currency", "CNY"))
        values["language"] = self._choice(
            "language", data.get("language", "en"), lambda x: x in ("zh", "en"), "zh or en"
        )
        values["rates"] = {
            self._currency(f"rates.{code}", code): self._rate(f"rates.{code}", rate)
            for code, rate in self._section(data, "rates").items()
        }
        values |= self._rfm(self._section(data, "rfm"))
        values["stages"] = self._numbers("stages", Stages, self._section(data, "stages"), whole=True)
        values["tiers"] = self._numbers("tiers", Tiers, self._section(data, "tiers"))
        values["tastes"] = self._tastes(self._section(data, "tastes"))
        identity = self._section(data, "identity")
        for key in identity.keys() - {"link_by", "most_accounts_per_key"}:
            self.fault(f"identity.{key}", unknown("setting", key, ("link_by", "most_accounts_per_key")))
        if "link_by" in identity:
            values["link_by"] = tuple(str(kind) for kind in identity["link_by"] or ())
        if "most_accounts_per_key" in identity:
            values["most_accounts_per_key"] = self._whole(
                "identity.most_accounts_per_key", identity["most_accounts_per_key"]
            )
        values["engine"] = self._choice(
            "engine", data.get("engine", "duckdb"), ENGINES.__contains__, " or ".join(ENGINES)
        )
        values["spark"] = self._spark(self._section(data, "spark"))
        return Settings(**values)

    def _section(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key) or {}
        if isinstance(value, dict):
            return value
        self.fault(key, f"is a list of settings by name, not {type(value).__name__}")
        return {}

    def _choice(self, where: str, value: object, holds: Any, words: str) -> str:
        if not holds(value):
            self.fault(where, f"is {words}, not {value!r}")
        return str(value)

    def _currency(self, where: str, value: object) -> str:
        if (wrong := currency_fault(value)) is not None:
            self.fault(where, wrong)
        return str(value)

    def _amount(self, where: str, value: object) -> Decimal:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal(-1)
        if not (amount.is_finite() and amount >= 0) or isinstance(value, bool):
            self.fault(where, f"is a number from 0 up, not {value!r}")
            return Decimal(0)
        return amount

    def _rate(self, where: str, value: object) -> Decimal:
        rate = self._amount(where, value)
        if rate == 0:
            self.fault(where, f"is what one unit of it is worth in the shop's currency, above 0, not {value!r}")
        return rate

    def _whole(self, where: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fault(where, f"is a whole number from 0 up, not {value!r}")
            return 0
        return value

    def _numbers(self, where: str, kind: Any, data: dict[str, Any], *, whole: bool = False) -> Any:
        names = {entry.name: entry for entry in fields(kind)}
        values: dict[str, Any] = {}
        for key, value in data.items():
            if key not in names:
                self.fault(f"{where}.{key}", unknown("setting", key, names))
            elif whole or str(names[key].type) == "int":
                values[key] = self._whole(f"{where}.{key}", value)
            else:
                values[key] = self._amount(f"{where}.{key}", value)
        return kind(**values)

    def _tastes(self, data: dict[str, Any]) -> Tastes:
        values: dict[str, Any] = {}
        for key in data.keys() - {"half_life_months", "price_bands"}:
            self.fault(f"tastes.{key}", unknown("setting", key, ("half_life_months", "price_bands")))
        if "half_life_months" in data:
            values["half_life_months"] = self._whole("tastes.half_life_months", data["half_life_months"]) or 1
        if "price_bands" in data:
            listed = data["price_bands"] if isinstance(data["price_bands"], list) else []
            bands = tuple(self._amount("tastes.price_bands", value) for value in listed)
            if not bands or any(low >= high for low, high in pairwise((Decimal(0), *bands))):
                self.fault("tastes.price_bands", f"is a list of rising prices above 0, not {data['price_bands']!r}")
                bands = Tastes().price_bands
            values["price_bands"] = bands
        return Tastes(**values)

    def _spark(self, data: dict[str, Any]) -> Spark:
        names = ("master", "memory", "options")
        for key in data.keys() - set(names):
            self.fault(f"spark.{key}", unknown("setting", key, names))
        values: dict[str, Any] = {key: str(data[key]) for key in ("master", "memory") if key in data}
        if not _MASTER.fullmatch(values.get("master", "yarn")):
            forms = "local[*], local[4], spark://host:7077, yarn or k8s://https://host:6443"
            self.fault("spark.master", f"is where Spark runs: {forms}, not {values['master']!r}")
        if not re.fullmatch(r"[1-9]\d*[kmgt]", values.get("memory", "2g"), re.IGNORECASE):
            self.fault("spark.memory", f"is an amount such as 2g or 512m, not {values['memory']!r}")
        options = self._section({"spark.options": data.get("options")}, "spark.options")
        for key in options:
            if not str(key).startswith("spark."):
                self.fault(f"spark.options.{key}", "is no option of Spark: their names begin with spark.")
        values["options"] = {str(key): _plain(value) for key, value in options.items()}
        return Spark(**values)

    def _rfm(self, data: dict[str, Any]) -> dict[str, Any]:
        plain = {key: value for key, value in data.items() if key not in ("mode", "margin", "dated")}
        values: dict[str, Any] = {"thresholds": self._thresholds("rfm", plain)}
        values["mode"] = self._choice(
            "rfm.mode", data.get("mode", "fixed"), lambda x: x in ("fixed", "quantile"), "fixed or quantile"
        )
        values["margin"] = self._amount("rfm.margin", data.get("margin", 0))
        if values["margin"] >= 1:
            self.fault("rfm.margin", f"is a share below 1, such as 0.1, not {data.get('margin')!r}")
        dated = []
        for place, entry in enumerate(data.get("dated") or [], 1):
            where = f"rfm.dated[{place}]"
            if not isinstance(entry, dict) or not isinstance(entry.get("from"), date):
                self.fault(where, "needs 'from', a day such as 2011-06-01, and the thresholds from then on")
                continue
            rest = {key: value for key, value in entry.items() if key != "from"}
            dated.append((entry["from"], self._thresholds(where, {**plain, **rest})))
        values["dated"] = tuple(dated)
        return values

    def _thresholds(self, where: str, data: dict[str, Any]) -> Thresholds:
        found: Thresholds = self._numbers(where, Thresholds, data)
        for low, high in (("active_days", "dormant_days"), ("rare", "frequent"), ("modest", "valuable")):
            if getattr(found, low) >= getattr(found, high):
                self.fault(f"{where}.{low}", f"must be below {high}: {getattr(found, low)} ≥ {getattr(found, high)}")
        return found


def _plain(value: object) -> str:
    """A value of YAML as Spark's options want it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
