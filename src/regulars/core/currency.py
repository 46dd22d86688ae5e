"""Which letters are a currency: the codes of ISO 4217, and what people write in their place."""

from __future__ import annotations

#: Names that are used for a currency and are not its code.
_MEANT = {"RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "NTD": "TWD", "YEN": "JPY", "STG": "GBP", "EURO": "EUR"}


def currency_fault(value: object) -> str | None:
    """What is wrong with a currency, with the code that was probably meant; None for a code of ISO 4217."""
    from babel.core import get_global

    known = get_global("all_currencies")
    text = str(value)
    if isinstance(value, str) and text in known:
        return None
    upper = text.strip().upper()
    turned = [code for code in ("CNY", "USD", "EUR", "GBP", "JPY", *sorted(known)) if sorted(code) == sorted(upper)]
    meant = _MEANT.get(upper) or (upper if upper in known else None) or (turned[0] if turned else None)
    hint = f". Did you mean {meant}?" if meant else ""
    return f"is a three-letter code of ISO 4217 such as CNY, not {value!r}{hint}"
