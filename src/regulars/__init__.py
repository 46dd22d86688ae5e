"""Regulars: turn a shop's visitors into regulars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars.app.shop import Shop as Shop
    from regulars.app.shop import create as create
    from regulars.app.shop import open as open

__all__ = ["create", "open"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """``regulars.open`` and ``regulars.create``, imported when first used so that the command starts fast."""
    if name in __all__ or name == "Shop":
        from regulars.app import shop

        return getattr(shop, name)
    raise AttributeError(f"module 'regulars' has no attribute {name!r}")
