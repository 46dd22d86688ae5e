"""Writes numbers, money, shares, days and changes in the reader's language, in the shop's currency and zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from regulars.core.metric import Unit
from regulars.report.picture import Language, Number, Period
from regulars.report.words import Words

#: From which size on a number is shortened, its unit, and the word for it.
SCALES: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "k")),
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
}
SHORTENED_FROM = Decimal(10_000)
SHOWN_SHARE = 3  #: decimals of a share: per cent with one
MINUS = "\u2212"


def exact(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


class Numbers:
    """All formats of one page. ``None`` reads 'cannot tell yet' everywhere."""

    def __init__(self, language: Language, *, currency: str, zone: str) -> None:
        self.language = language
        self.currency = currency
        self.locale = "en" if language == "en" else "zh_CN"
        self.zone = ZoneInfo(zone)
        self.words = Words(language)

    def money(self, value: Number | None) -> str:
        if value is None:
            return self.words("unknown")
        return format_currency(exact(value), self.currency, locale=self.locale).replace("-", MINUS)

    def round_money(self, value: Number) -> str:
        """Without decimals where there are none to tell: thresholds, steps."""
        if exact(value) != int(value):
            return self.money(value)
        return format_currency(exact(value), self.currency, locale=self.locale, format="¤#,##0", currency_digits=False)

    def brief_money(self, value: Number | None) -> str:
        if value is None:
            return self.words("unknown")
        symbol = get_currency_symbol(self.currency, locale=self.locale)
        gap = "\u00a0" if symbol[-1].isalpha() else ""
        sign = MINUS if value < 0 else ""
        return f"{sign}{symbol}{gap}{self._brief(abs(exact(value)))}"

    def count(self, value: Number | None) -> str:
        if value is None:
            return self.words("unknown")
        return format_decimal(exact(value), format="#,##0.##", locale=self.locale).replace("-", MINUS)

    def brief(self, value: Number) -> str:
        return (MINUS if value < 0 else "") + self._brief(abs(exact(value)))

    def _brief(self, size: Decimal) -> str:
        if size < SHORTENED_FROM:
            digits = "#,##0" if size >= 100 or size == int(size) else "#,##0.00"
            return format_decimal(size, format=digits, locale=self.locale)
        scales = SCALES[self.language]
        index = next(place for place, (scale, _) in enumerate(scales) if size >= scale)
        if index and round(size / scales[index][0]) * scales[index][0] >= scales[index - 1][0]:
            index -= 1
        scale, word = scales[index]
        scaled = size / scale
        digits = "#,##0.00" if round(scaled, 2) < 10 else "#,##0.0" if round(scaled, 1) < 100 else "#,##0"
        return format_decimal(scaled, format=digits, locale=self.locale) + word

    def share(self, value: Number | None) -> str:
        if value is None:
            return self.words("unknown")
        return format_percent(exact(value), format="#,##0.0%", locale=self.locale).replace("-", MINUS)

    def days(self, value: Number | None) -> str:
        if value is None:
            return self.words("unknown")
        return self.words("day_one" if value == 1 else "days", n=self.count(value))

    def people(self, value: int) -> str:
        return self.words("person" if value == 1 else "people", n=self.count(value))

    def value(self, value: Number | None, unit: Unit, *, brief: bool = True) -> str:
        """A number in its unit; ``brief`` shortens large amounts and counts."""
        if value is None:
            return self.words("unknown")
        if unit == "money":
            return self.brief_money(value) if brief else self.money(value)
        if unit in ("count", "people"):
            return self.brief(value) if brief else self.count(value)
        return {"share": self.share, "ratio": self.count, "days": self.days}[unit](value)

    def change(self, value: Number, previous: Number, unit: Unit) -> str:
        """The change with its sign: points for shares, days for days, else per cent of the previous value."""
        step = exact(value) - exact(previous)
        if unit == "share":  # of the values as they are shown, or the reader's own sum is another
            step = round(exact(value), SHOWN_SHARE) - round(exact(previous), SHOWN_SHARE)
        sign = "+" if step > 0 else MINUS if step < 0 else "±"
        if unit == "share":
            points = format_decimal(abs(step) * 100, format="0.0", locale=self.locale)
            return self.words("points", n=f"{sign}{points}")
        if unit == "days":
            return sign + self.days(abs(step))
        if not previous:
            return sign + self.value(abs(step), unit)
        return sign + self.share(abs(step / exact(previous)))

    def day(self, value: date | None) -> str:
        if value is None:
            return self.words("unknown")
        return format_date(value, "d MMM y" if self.language == "en" else "y年M月d日", locale=self.locale)

    def month(self, value: date) -> str:
        return format_date(value, "MMMM y" if self.language == "en" else "y年M月", locale=self.locale)

    def brief_month(self, value: date) -> str:
        return format_date(value, "MMM" if self.language == "en" else "M月", locale=self.locale)

    def period(self, value: Period) -> str:
        return f"{self.day(value.start)} – {self.day(value.end)}"

    def moment(self, value: datetime) -> str:
        """A moment on the shop's clock; one without a zone is UTC."""
        local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(self.zone)
        pattern = "d MMM y HH:mm" if self.language == "en" else "y年M月d日 HH:mm"
        return format_datetime(local, pattern, locale=self.locale)


def mask(token: str) -> str:
    """The first four and the last two characters of a token; short ones are hidden but for the first."""
    if "…" in token or "*" in token:
        return token
    return f"{token[:4]}…{token[-2:]}" if len(token) > 8 else f"{token[:1]}…"
