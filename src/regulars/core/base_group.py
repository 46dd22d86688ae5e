"""How a base group is declared: a yes or no about each customer, from one of four dimensions of what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from regulars.core.errors import InputError, unknown

Dimension = Literal["purchase", "address", "usage", "behaviour"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
#: What is tested of a crossing and can be left out, each whole or one value of it.
EXCLUDED = ("category", "price_band", "hour", "leading_category")


@dataclass(frozen=True)
class BaseGroup:
    """A group of customers that crossings are made of.

    ``rule`` takes the row of ``customer_tag`` of those who ever bought, with ``leading_province``, ``leading_country``
    and ``leading_category`` (the commonest among them) beside the tags, and says who belongs; unknown is no.
    ``excludes`` is what must not be tested because the group is made of it: a whole dimension (``hour``,
    ``price_band``, ``category``), one value (``category=FUEL``), or ``leading_category``.
    """

    name: str
    dimension: Dimension
    title: dict[str, str]
    about: dict[str, str]
    rule: Callable[[Any], Any]
    excludes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """InputError tells everything that is wrong with the declaration."""
        faults = [] if self.dimension in DIMENSIONS else [unknown("dimension", self.dimension, DIMENSIONS)]
        if isinstance(self.excludes, str):
            faults.append(f'excludes is a list of texts: ("{self.excludes}",)')
        else:
            names = [text.partition("=")[0] for text in self.excludes]
            faults += [unknown("excluded dimension", name, EXCLUDED) for name in names if name not in EXCLUDED]
        if faults:
            raise InputError("; ".join(faults))


def top_fifth(value: Any) -> Any:
    """Whether a value is above that of four fifths of the customers, and above nothing; equals stand together."""
    import ibis

    known = value.fill_null(0)  # engines disagree on where nulls stand in an order
    below = ibis.rank().over(ibis.window(order_by=known))  # a percent rank, which not every engine has
    return (5 * below >= 4 * (known.count().over(ibis.window()) - 1)) & (known > 0)
