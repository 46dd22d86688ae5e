"""The vault as receiving wants it: tokens, sealing, and the subject whose the personal data of a row are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from regulars.core.text import plain_text

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace


@dataclass
class VaultSealer:
    """The vault opens when it is first needed. Nothing is sealed anew of accounts that were erased.

    ``namespace`` is that of the mapping, so that a subject is spelled like the account id of the facts.
    """

    workspace: Workspace
    namespace: str = ""

    def tokens(self, kind: str, values: list[str | None]) -> list[str | None]:
        return self.workspace.vault.tokens(kind, values)

    def normalise(self, kind: str, value: str) -> str | None:
        from regulars.vault import normalise

        return normalise(kind, value)

    def seal(self, rows: list[tuple[str, str, str]]) -> object:
        kept = [row for row in rows if row[0] not in self._erased]
        return self.workspace.vault.seal(kept)

    @cached_property
    def _erased(self) -> frozenset[str]:
        lake = self.workspace.lake
        if not lake.has("erasure"):
            return frozenset()
        return frozenset(row[0] for row in lake.rows("SELECT account_id FROM lake.main.erasure"))

    def recognise(self, values: list[str | None]) -> str | None:
        from regulars.vault import recognise

        return recognise(values)

    def subject(self, account: str | None) -> str | None:
        """The account id as facts spell it; None for a row that names nobody."""
        text = plain_text(account)
        if text is None or not self.namespace:
            return text
        return f"{self.namespace}:{text}"
