"""The words that a rule may use: tags, behaviours with their fields, dimensions of taste, other audiences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from regulars.core.rule import KINDS, Kind

#: Name → (how it is written, what it means): all that stands before a bracket.
CALLS: dict[str, tuple[str, str]] = {
    "contains": ("contains(top_category, 'tea')", "the word has this text in it; capitals or not is the same"),
    "starts_with": ("starts_with(province, '33')", "the word begins with it"),
    "ends_with": ("ends_with(top_brand, 'co')", "the word ends with it"),
    "known": ("known(age)", "something is known of it"),
    "unknown": ("unknown(age)", "nothing is known of it"),
    "affinity": ("affinity('category', 'kitchen') >= 0.3", "the share of the weighted money that goes to a value"),
    "did": ("did('order', at_least=3, within='90d', where=amount > 100)", "did something so many times"),
    "followed": ("followed('order', by='refund', within='72h')", "did something and then the other within the time"),
    "not_followed": (
        "not_followed('order', by='order', within='60d')", "did something and not the other, which is now too late",
    ),
    "audience": ("audience('big spenders')", "is in another audience"),
    "days": ("last_purchase_day >= as_of - days(30)", "a number of days, added to as_of or taken from it"),
}  # fmt: skip
#: Settings of a deed → what they take.
DEED = ("where", "within", "since", "until")
OPTIONS: dict[str, tuple[str, ...]] = {
    "did": ("at_least", "at_most", *DEED),
    "followed": ("by", "within", "where", "by_where", "last", "since", "until"),
    "not_followed": ("by", "within", "where", "by_where", "last", "since", "until"),
}


@dataclass(frozen=True)
class Term:
    """A name of the language: its unit, its words where they are few and known, and from where to where numbers go."""

    unit: str
    words: Callable[[], Collection[str]] | None = None
    within: tuple[int, int] | None = None
    #: Of places: the stored word for a name or a code, None for what is none; and the names, for what was meant.
    place: Callable[[str], str | None] | None = None
    places: Callable[[], Collection[str]] = tuple

    @property
    def kind(self) -> Kind:
        return KINDS[self.unit]

    @property
    def span(self) -> tuple[int, int] | None:
        return (0, 1) if self.unit == "share" else self.within


@dataclass(frozen=True)
class Names:
    """What a shop has words for. ``behaviours`` is asked only by rules that look at what people did: finding out which
    events a shop has takes a query."""

    fields: Mapping[str, Term]
    behaviours: Callable[[], Mapping[str, Mapping[str, Term]]] = dict
    dimensions: Collection[str] = ()
    audiences: Collection[str] = ()
    see: str = field(default="regulars tags")
