"""The check digit of Chinese resident identity numbers (GB 11643), for all who tell such a number from others."""

from __future__ import annotations

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_checked(number: str) -> bool:
    """Whether the last of 18 signs (digits, or a capital X at the end) is the check digit of those before it."""
    return check_digit(number[:17]) == number[17]


def check_digit(digits: str) -> str:
    """The last sign of a number of which the first 17 digits are known (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return "10X98765432"[total % 11]
