"""A shop in Python: what the command line can do, answered with frames that pandas and Polars take."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from regulars.app.day import Day, plain_day
from regulars.app.workspace import Workspace
from regulars.core.disk import check_folder
from regulars.core.errors import InputError

if TYPE_CHECKING:
    from regulars.app.audience import Audience
    from regulars.app.flow import Built
    from regulars.app.load import Loaded
    from regulars.app.status import Status
    from regulars.app.tag_list import Spread
    from regulars.audience.overlap import Overlap
    from regulars.core.audience_file import SavedAudience
    from regulars.core.frame import Frame
    from regulars.core.settings import Settings
    from regulars.lake.question import Question
    from regulars.report.card import CustomerCard
    from regulars.report.picture import Picture

Progress = Callable[[str, int, int | None], None]
Language = Literal["zh", "en"]


def create(
    folder: Path | str, *, name: str | None = None, zone: str | None = None, currency: str | None = None,
    language: str = "en",
) -> Shop:  # fmt: skip
    """A new shop in a new folder. What is not given stands out of ``shop.yaml`` and has its default.

    ConflictError where the folder is not empty; InputError, with all faults, for settings that cannot be.
    """
    given = {"name": name, "zone": zone, "currency": currency, "language": language}
    settings = {key: value for key, value in given.items() if value is not None}
    return Shop(Workspace.create(Path(folder), settings))


def open(folder: Path | str, *, wait: float = 0) -> Shop:
    """The shop in a folder. A load or a build of it waits ``wait`` seconds for another one to end."""
    return Shop(Workspace(Path(folder), wait=wait))


def restore(path: Path | str, folder: Path | str) -> Shop:
    """A new folder from a backup, opened."""
    from regulars.app.backup import restore as restored

    return Shop(Workspace(restored(path, folder)))


class Shop:
    """One shop. ``with regulars.open("myshop") as shop:`` closes its doors at the end.

    ``as_of`` is the day at whose end a question is answered; left out, it is the day of the last build. A day without
    a snapshot is a MissingError that lists the days there are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._question: Question | None = None

    @property
    def folder(self) -> Path:
        return self.workspace.folder

    @property
    def settings(self) -> Settings:
        return self.workspace.settings

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Shop({str(self.folder)!r})"

    def close(self) -> None:
        """Closing twice is closing once; the next question opens the doors again."""
        if self._question is not None:
            self._question.close()
            self._question = None
        self.workspace.close()

    # Work ------------------------------------------------------------------------------------------------------------

    def load(
        self, *places: Path | str, mapping: str, table: str | None = None, query: str | None = None,
        progress: Progress | None = None, told: Callable[[Loaded], None] | None = None,
    ) -> list[Loaded]:  # fmt: skip
        """Load files, folders or databases through a mapping. What is loaded already changes nothing.

        ``told`` hears of each file when it is in, also of those before one that cannot be loaded.
        """
        from regulars.app.load import load

        if not places:
            raise InputError("name at least one file, folder or database to load")
        how: dict[str, Any] = {"mapping": mapping, "table": table, "query": query}
        how |= {name: one for name, one in (("progress", progress), ("told", told)) if one is not None}
        return load(self.workspace, [str(place) for place in places], **how)

    def build(self, as_of: Day = None, progress: Progress | None = None) -> Built:
        """Bring groups, stages, tiers and flow up to date as of a day; the default is the last day with orders."""
        from regulars.app.flow import build

        told = {"progress": progress} if progress is not None else {}
        return build(self.workspace, as_of=plain_day(as_of), **told)

    # Answers ---------------------------------------------------------------------------------------------------------

    def status(self) -> Status:
        """How the shop stands: data, loads, last build, rows, quarantine, who works on it, disk."""
        from regulars.app.status import status

        return status(self.workspace)

    def segments(self, as_of: Day = None, by: str = "rfm_group") -> Frame:
        """People and money per ``group`` (the column ``rfm_group``), ``stage``, ``tier`` or, per axis, ``levels``."""
        from regulars.app.segments import segments

        return segments(self.workspace, as_of=plain_day(as_of), by=by)

    def customers(self, as_of: Day = None) -> Frame:
        """The profile of every customer."""
        from regulars.app.segments import customers

        return customers(self.workspace, as_of=plain_day(as_of))

    def flow(self, *, by: str = "month", dimension: str = "rfm_group", start: Day = None, end: Day = None) -> Frame:
        """Who moved from which value to which, and why: ``by`` month, or the ``whole`` from start to end."""
        from regulars.app.moves import flow

        return flow(self.workspace, by=by, dimension=dimension, start=plain_day(start), end=plain_day(end))

    def customer(self, customer_id: str | int, as_of: Day = None) -> CustomerCard:
        """Everything of one customer; an account that was merged leads to its customer."""
        from regulars.app.card import customer

        return customer(self.workspace, str(customer_id), as_of=plain_day(as_of))

    def metrics(
        self, names: Iterable[str] | str | None = None, *, start: Day = None, end: Day = None,
        by: Literal["day", "month"] | None = None, as_of: Day = None,
    ) -> Frame:  # fmt: skip
        """Metrics of the catalogue over a period, by day, by month or as a whole."""
        from regulars.app.metrics import metrics

        return metrics(self.workspace, names, start=plain_day(start), end=plain_day(end), by=by, as_of=plain_day(as_of))

    def cohorts(self, as_of: Day = None) -> Frame:
        """Retention of each month's first-time buyers."""
        from regulars.app.metrics import cohorts

        return cohorts(self.workspace, as_of=plain_day(as_of))

    def basket(
        self, *items: str, level: str | None = None, by: str = "order", min_support: float = 0.001,
        min_lift: float = 1.0, start: Day = None, as_of: Day = None, progress: Progress | None = None,
    ) -> Frame:  # fmt: skip
        """Pairs that are bought together, or two ``items``; ``level`` product (the default), subcategory, category or
        brand, ``by`` order or a customer's day. Facts from ``start`` to ``as_of``, by default all."""
        from regulars.app.basket import basket

        told = {"progress": progress} if progress is not None else {}
        return basket(
            self.workspace, items, level=level, by=by, min_support=min_support, min_lift=min_lift,
            start=plain_day(start), as_of=plain_day(as_of), **told,
        )  # fmt: skip

    def crossings(
        self, *, ways: int = 2, cut: Day = None, as_of: Day = None, level: str = "category"
    ) -> Frame:  # fmt: skip
        """Base groups as of ``cut``, crossed 2, 3 or 4 ways, and what each crossing buys more of than others who buy as
        much, judged on purchases after the cut up to ``as_of``. A build as of the cut must be there."""
        from regulars.app.crossings import crossings

        return crossings(self.workspace, ways=ways, cut=plain_day(cut), as_of=plain_day(as_of), level=level)

    def proposals(self, as_of: Day = None) -> Frame:
        """Better thresholds where a level holds under 2 % or over 70 % of the customers."""
        from regulars.app.segments import proposals

        return proposals(self.workspace, as_of=plain_day(as_of))

    def quality(self) -> Frame:
        """Five measures of each source and table, with their trend."""
        from regulars.app.quality_card import quality

        return quality(self.workspace)

    def quarantine(self, **filters: object) -> Frame:
        """Rows that were put aside and why; filter by ``reason``, ``mapping``, ``column``, ``status``, ``load_id``."""
        from regulars.app.answers import quarantine

        return quarantine(self.workspace, **filters)

    def table(self, name: str, as_of: Day = None, *, every_day: bool = False) -> Frame:
        """Any fact, derived table or record, whole or as known at the end of a day.

        Tables with a snapshot a day, such as ``customer``, give that of the newest build; ``every_day`` gives all.
        """
        from regulars.app.answers import table

        return table(self.workspace, name, as_of=plain_day(as_of), every_day=every_day)

    def runs(self) -> Frame:
        """What was loaded and built, when, on what, and how long it took."""
        from regulars.app.answers import runs

        return runs(self.workspace)

    def sql(self, query: str) -> Frame:
        """The answer of one SELECT over the shop's tables. Nothing can be changed and no file be read with it."""
        from regulars.core.frame import Frame
        from regulars.lake.question import Question

        if self._question is None:
            _ = self.workspace.lake  # follows a folder that was moved, which a reader cannot
            self._question = Question(self.folder / "lake")
        return Frame(self._question.ask(query))

    # Tags and audiences ----------------------------------------------------------------------------------------------

    def tags(self, as_of: Day = None) -> Frame:
        """Every tag with its family, unit and meaning, and of what share of the customers it is known."""
        from regulars.app.tag_list import tags

        return tags(self.workspace, plain_day(as_of))

    def tag_faults(self) -> list[str]:
        """What is wrong with files of the shop's ``tags`` folder that cannot be used."""
        from regulars.app.tags import usable

        return list(usable(self.workspace.folder)[1].values())

    def tag(self, name: str, as_of: Day = None) -> Spread:
        """How the values of one tag lie: people per word, or quantiles of a number or a day."""
        from regulars.app.tag_list import spread

        return spread(self.workspace, name, plain_day(as_of))

    def audience(self, rule: str) -> Audience:
        """A saved audience by its name, or a rule such as ``spend_12m >= 1000 and not is_discount_dependent``.

        It counts, lists and exports its members, and says why someone is in or out. InputError tells all faults of a
        rule with their places. The language: docs/reference/rules.md.
        """
        from regulars.app.audience import Audience

        return Audience(self.workspace, rule)

    def audiences(self, as_of: Day = None) -> Frame:
        """Every saved audience with its size and rule, and what is wrong with it, if anything."""
        from regulars.app.audience import audiences

        return audiences(self.workspace, plain_day(as_of))

    def save_audience(
        self, name: str, rule: str | Mapping[str, Any], *, title: str | Mapping[str, str] = "", about: str = "",
        replace: bool = False,
    ) -> SavedAudience:  # fmt: skip
        """Keep a rule under a name, as ``audiences/NAME.yaml``; ``undo_audience`` brings back what it replaced.

        ``title`` is a text, or one of each language: ``{"en": "Big spenders", "zh": "大客户"}``."""
        from regulars.app.audience_files import save

        return save(self.workspace, name, rule, title=title, about=about, replace=replace)

    def remove_audience(self, name: str) -> None:
        """Take a saved audience away; ``undo_audience`` brings it back. Its record of past days stays."""
        from regulars.app.audience_files import remove

        remove(self.workspace, name)

    def undo_audience(self, name: str) -> str:
        """Take the last replacement or removal of a saved audience back."""
        from regulars.app.audience_files import undo

        return undo(self.workspace, name)

    def overlap(self, *rules: str, as_of: Day = None) -> list[Overlap]:
        """How each pair of audiences, saved or rules, shares its people."""
        from regulars.app.audience import overlap

        return overlap(self.workspace, rules, plain_day(as_of))

    # Pages and copies ------------------------------------------------------------------------------------------------

    def picture(self, as_of: Day = None, progress: Progress | None = None) -> Picture:
        """All values of the report page."""
        from regulars.app.picture import picture

        told = {"progress": progress} if progress is not None else {}
        return picture(self.workspace, as_of=plain_day(as_of), **told)

    def report(
        self, path: Path | str | None = None, *, language: Language | None = None, as_of: Day = None,
        progress: Progress | None = None,
    ) -> Path:  # fmt: skip
        """Write the page of the shop; the default is ``reports/DAY-LANGUAGE.html`` in its folder.

        MissingError where the folder of ``path`` is not there."""
        from regulars.report import render

        told = language or self.settings.language
        if told not in ("zh", "en"):
            raise InputError(f"a report is written in zh or en, not in {told!r}")
        given = Path(path).expanduser().absolute() if path else None
        if given is not None and given.parent != self.folder / "reports":
            check_folder(given)  # before the work
        found = self.picture(as_of, progress)
        place = given or self.folder / "reports" / f"{found.as_of}-{told}.html"
        return _written(place, render(found, language=told))

    def backup(self, path: Path | str, *, with_key: bool = False) -> Path:
        """One file with everything of the shop; without the master key unless ``with_key``."""
        from regulars.app.backup import backup

        return backup(self.workspace, path, with_key=with_key)


def _written(place: Path, text: str) -> Path:
    """The page under its name whole, or not at all."""
    place.parent.mkdir(exist_ok=True)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
    return place
