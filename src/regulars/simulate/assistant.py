"""Notes of shop assistants, made of the visits of stores."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from regulars.core.text import PATH_SEPARATOR
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.notes import MOOD_SHARES, NEED_SHARES, NEEDS, UPSET_SHARES, notes
from regulars.simulate.speech import MOODS, Luck
from regulars.simulate.words import named, told
from regulars.simulate.world import Columns, World

if TYPE_CHECKING:
    from regulars.simulate.stretch import Facts


def made(world: World, facts: Facts) -> dict[str, Columns]:
    """What assistants write in some days, ``assistant_note``: of people who agreed to be known; most choose what they
    came for from a list."""
    session, draws = facts.tables["session"], world.draws
    which = session["is_noted"] & session["agrees"]
    found = {name: session[name][which] for name in ("person", "day", "turn", "second", "stay", "store", "assistant")}
    key = (found["person"], found["day"], found["turn"])
    luck: Luck = partial(_drawn, world, key)
    need = draws.picked("note need", NEED_SHARES, *key)
    usual, upset = (draws.picked("note mood", shares, *key) for shares in (MOOD_SHARES, UPSET_SHARES))
    mood = np.where(need == NEEDS.index("complaint"), upset, usual)
    leaves = [one.title_zh.split(PATH_SEPARATOR)[-1] for one in CATEGORIES]
    goods = named(leaves, session["category"][which])
    chosen = named(NEEDS, need)
    columns = {
        **found, "need": chosen, "mood": named(MOODS, mood), "filed": told(chosen, luck("note is filed") < 0.75),
        "text": notes(luck, need=need, mood=mood, goods=goods),
    }  # fmt: skip
    return {"assistant_note": columns}


def _drawn(world: World, key: tuple[np.ndarray, ...], purpose: str) -> np.ndarray:
    return world.draws.uniform(purpose, *key)
