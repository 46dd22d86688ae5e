"""Colours, defined once: tokens, eight groups, stages and one sequential scale, for the light and the dark scheme.

A group's hue is its frequency and value, its strength whether it is active; the same family reads in grey too.
tests/report/test_palette.py simulates the two common kinds of colour blindness and measures the distances.
"""

from __future__ import annotations

#: name: (light scheme, dark scheme)
TOKENS: dict[str, tuple[str, str]] = {
    "ink": ("#1b2430", "#e6ebf2"),
    "muted": ("#5b6879", "#9aa8ba"),
    "line": ("#e5e9f0", "#2b3645"),
    "ground": ("#f7f8fa", "#11171f"),
    "card": ("#ffffff", "#19212c"),
    "soft": ("#f1f4f8", "#202a37"),
    "brand": ("#0f766e", "#3fb8aa"),
    "attention": ("#b45309", "#f0a24b"),
    "harm": ("#b91c1c", "#f58a8a"),
    "good": ("#15803d", "#5cc98a"),
    "information": ("#1d4ed8", "#86a9ff"),
}

GROUPS: dict[str, tuple[str, str]] = {
    "active_frequent_valuable": ("#182fb3", "#257df8"),
    "active_frequent_modest": ("#b84405", "#e1583c"),
    "active_rare_valuable": ("#0f766e", "#1f9c90"),
    "active_rare_modest": ("#7b3f98", "#9f8cbb"),
    "dormant_frequent_valuable": ("#939deb", "#96b5f0"),
    "dormant_frequent_modest": ("#efc579", "#fcddac"),
    "dormant_rare_valuable": ("#70cdc2", "#92e9ca"),
    "dormant_rare_modest": ("#cdb4e8", "#ead1f0"),
    "refunded": ("#5b6879", "#7d8a9b"),
    "no_purchase": ("#b4bec9", "#4b5868"),
    "not_yet": ("#1d4ed8", "#86a9ff"),
    "merged": ("#5b6879", "#7d8a9b"),
    "erased": ("#1b2430", "#e6ebf2"),
}

STAGES: dict[str, tuple[str, str]] = {
    "visitor": ("#cfd6de", "#3f4a59"),
    "registered": ("#a3afbd", "#5b6879"),
    "activated": ("#748295", "#8090a3"),
    "new": ("#5c9dd6", "#d1dcfa"),
    "growing": ("#0f766e", "#3fb8aa"),
    "mature": ("#2f5475", "#6b63f0"),
    "one_time": ("#e8c64f", "#dae267"),
    "returned": ("#8d41ad", "#ceaed8"),
    "lost": ("#b47812", "#d37b4f"),
}

#: How people move in the flow; each also has its word and its sign.
DIRECTIONS: dict[str, tuple[str, str]] = {
    "entered": ("#5b8def", "#86a9ff"),
    "first": ("#1d4ed8", "#5f86e8"),
    "woke": ("#0f9d8c", "#3fb8aa"),
    "slept": ("#d9822b", "#f0a24b"),
    "left": ("#1b2430", "#e6ebf2"),
    "other": ("#9b7bb5", "#b79bd0"),
    "stayed": ("#dde3ea", "#2e3948"),
}

#: From little to much: (light, dark); the words on a step are INK of the same index.
SEQUENCE: tuple[tuple[str, str], ...] = (
    ("#f0f6f5", "#1b2a2e"),
    ("#d6ebe8", "#1b3a3a"),
    ("#afd9d3", "#1d4c49"),
    ("#7ec4ba", "#205f5a"),
    ("#2f8278", "#26746c"),
    ("#17665e", "#63bdb1"),
    ("#0a4b45", "#9fe0d6"),
)
SEQUENCE_INK: tuple[tuple[str, str], ...] = (
    *((("#1b2430", "#e6ebf2"),) * 4),
    ("#ffffff", "#ffffff"),
    *((("#ffffff", "#11171f"),) * 2),
)


def step(share: float, most: float) -> int:
    """The step of the sequence for a share, where ``most`` is the largest one shown; only zero has the lowest."""
    if share <= 0 or most <= 0:
        return 0
    return min(len(SEQUENCE) - 1, 1 + int(share / most * (len(SEQUENCE) - 1) * 0.999))


def variables(scheme: int) -> str:
    """All colours as CSS custom properties for scheme 0 (light) or 1 (dark)."""
    named = {**TOKENS}
    named |= {f"group-{name}": pair for name, pair in GROUPS.items()}
    named |= {f"stage-{name}": pair for name, pair in STAGES.items()}
    named |= {f"way-{name}": pair for name, pair in DIRECTIONS.items()}
    named |= {f"step-{index}": pair for index, pair in enumerate(SEQUENCE)}
    named |= {f"step-ink-{index}": pair for index, pair in enumerate(SEQUENCE_INK)}
    return "".join(f"--{name}:{pair[scheme]};" for name, pair in named.items())
