"""Parcels on a terminal: one with its history, or many in a table."""

import os
import sys
from collections.abc import Sequence
from typing import IO

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gateway.terminal.reading import FAILED, MISSING, Event, Parcel

STYLES = {
    "ANNOUNCED": "cyan",
    "MOVING": "blue",
    "ARRIVING": "yellow",
    "DELIVERED": "green",
    "PROBLEM": "bold red",
    MISSING: "magenta",
    FAILED: "bold magenta",
}

WIDE = 150
"""Columns in which a table can be read; in fewer, each parcel has a few lines of its own."""

UNBOUNDED = 10_000
"""Columns where nobody has a width, as in a file: there a line must not be broken."""


def console(file: IO[str] | None = None) -> Console:
    """Return what is written to: in colour on a terminal, unless `NO_COLOR` is set."""
    file = file or sys.stdout
    width = None if file.isatty() or "COLUMNS" in os.environ else UNBOUNDED
    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


def say(out: Console, what: RenderableType) -> None:
    """Write something; in a file or a pipe no line ends with blanks."""
    if out.is_terminal:
        out.print(what)
        return
    with out.capture() as written:
        out.print(what)
    out.file.writelines(f"{line.rstrip()}\n" for line in written.get().splitlines())


def shown(parcels: Sequence[Parcel], *, whole: bool) -> RenderableType:
    """Return parcels as they are shown: each with its history, or at a glance."""
    if whole:
        parts = [part for parcel in parcels for part in (Text(), _summary(parcel))]
        return Group(*parts[1:])
    return _Glance(parcels)


class _Glance:
    """Many parcels in a table, or below each other where there is no room for one."""

    def __init__(self, parcels: Sequence[Parcel]) -> None:
        self._parcels = parcels

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= WIDE:
            yield _table(self._parcels)
        else:
            yield from map(_brief, self._parcels)


def _brief(parcel: Parcel) -> RenderableType:
    newest = _written(parcel.events[0]) if parcel.events else ""
    arrival = f"Arrival  {parcel.expected}" if parcel.expected else ""
    lines = [Text(line) for line in (arrival, newest) if line]
    below = [Padding(line, (0, 0, 0, 2)) for line in (*lines, *_notes(parcel))]
    return Group(_head(parcel, parcel.carrier), *below)


def _table(parcels: Sequence[Parcel]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("Number", "Carrier", "Status", "Newest event", "Expected", "Notes"):
        # A number is of use as a whole only.
        table.add_column(name, overflow="fold", no_wrap=name == "Number")
    for each in parcels:
        newest = _written(each.events[0]) if each.events else ""
        texts = (newest, each.expected, "; ".join(each.notes))
        table.add_row(
            Text(each.number), Text(each.carrier), _status(each), *(Text(text) for text in texts)
        )
    return table


def _summary(parcel: Parcel) -> RenderableType:
    facts = Table.grid(padding=(0, 2))
    for name, text in parcel.facts:
        facts.add_row(Text(f"  {name}", "dim"), Text(text, overflow="fold"))
    notes = [Padding(note, (0, 0, 0, 2)) for note in _notes(parcel)]
    return Group(_head(parcel), facts, *notes, *_timeline(parcel.events))


def _head(parcel: Parcel, more: str = "") -> Text:
    return Text.assemble((parcel.number, "bold"), "  ", _status(parcel), "  " * bool(more), more)


def _notes(parcel: Parcel) -> list[Text]:
    return [Text(f"! {note}", "yellow") for note in parcel.notes]


def _timeline(events: Sequence[Event]) -> list[RenderableType]:
    if not events:
        return []
    table = Table.grid(padding=(0, 2))
    for event in events:
        table.add_row(Text(f"  {event.when}", "dim"), Text(event.what), Text(event.where, "dim"))
    return [Text(), table]


def _status(parcel: Parcel) -> Text:
    return Text(parcel.status, STYLES.get(parcel.stage, ""))


def _written(event: Event) -> str:
    return ", ".join(filter(None, (event.when, event.what, event.where)))
