"""Look parcels up and show them, once or again and again."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress import Progress
from rich.text import Text

from gateway.terminal.exits import Exit, exit_code
from gateway.terminal.gateways import Unanswered
from gateway.terminal.lookups import Json, Lookups
from gateway.terminal.reading import parcels
from gateway.terminal.references import Ref
from gateway.terminal.showing import console, say, shown
from gateway.terminal.texts import clean
from gateway.terminal.times import Reader


def _own_time() -> datetime:
    return datetime.now().astimezone()


class Tracking:
    """Looks references up and shows them: `in_json` a line each, or for people.

    People see the `whole` of each parcel, or many in a table; `now` is by their clock.
    """

    def __init__(
        self,
        lookups: Lookups,
        refs: Sequence[Ref],
        *,
        in_json: bool,
        whole: bool,
        now: Callable[[], datetime] = _own_time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._lookups = lookups
        self._refs = refs
        self._in_json = in_json
        self._whole = whole or len(refs) == 1
        self._now = now
        self._sleep = sleep
        self._out = console()
        self._in_place = self._out.is_terminal and not in_json

    def once(self) -> Exit:
        """Look all of them up, and show them.

        Raises:
            Unanswered: the gateway can't be asked; what was answered before that is shown.
        """
        return self._show(*self._look_up())

    def watch(self, seconds: float) -> Exit:
        """Do it every so many seconds until somebody interrupts; return what held last."""
        code, shown_last = Exit.NOTHING, None
        try:
            with (
                Live(console=self._out, screen=True, auto_refresh=False)
                if self._in_place
                else (nullcontext()) as live
            ):
                while True:
                    found, failure = self._look_up(quietly=True)
                    if live is None:
                        code = self._again(found, failure, code)
                    else:
                        if failure is None:
                            code, shown_last = exit_code(found), self._rendered(found)
                        live.update(self._screen(shown_last, failure, seconds), refresh=True)
                    self._sleep(seconds)
        except KeyboardInterrupt:
            if shown_last is not None:
                say(self._out, shown_last)
            return code

    def _again(self, found: list[Json], failure: Unanswered | None, before: Exit) -> Exit:
        """Show one round below the one before; one that failed changes nothing."""
        if failure is not None:
            print(clean(failure), file=sys.stderr, flush=True)
            return before
        if not self._in_json:
            self._out.print(Text(self._time()))
        return self._show(found)

    def _look_up(self, *, quietly: bool = False) -> tuple[list[Json], Unanswered | None]:
        """Return what was answered, and what came in the way of the rest."""
        found: list[Json] = []
        err = console(sys.stderr)
        silent = quietly or not err.is_terminal or (self._in_json and self._out.is_terminal)
        with Progress(console=err, transient=True, disable=silent) as progress:
            task = progress.add_task("Looking up", total=len(self._refs), visible=not silent)
            try:
                for chunk in self._lookups.chunks():
                    found += chunk
                    progress.advance(task, len(chunk))
                    if self._in_json:
                        self._write(chunk)
            except Unanswered as failure:
                return found, failure
        return found, None

    def _write(self, chunk: Sequence[Json]) -> None:
        """Write lookups as they are, a line each; what is no ASCII is escaped."""
        for lookup in chunk:
            print(json.dumps(lookup))
        sys.stdout.flush()

    def _show(self, found: list[Json], failure: Unanswered | None = None) -> Exit:
        if found and not self._in_json:
            say(self._out, self._rendered(found))
        if failure is not None:
            raise failure
        return exit_code(found)

    def _rendered(self, found: Sequence[Json]) -> RenderableType:
        reader = Reader(self._now())
        read = [
            parcel
            for lookup in found
            for parcel in parcels(self._refs[lookup["index"]], lookup, reader)
        ]
        return shown(read, whole=self._whole)

    def _screen(
        self, last: RenderableType | None, failure: Unanswered | None, seconds: float
    ) -> RenderableType:
        told = clean(failure) if failure else f"{self._time()}, again every {seconds:g} s"
        return Group(Text(told, "bold red" if failure else "dim"), last or Text())

    def _time(self) -> str:
        return f"{self._now():%Y-%m-%d %H:%M:%S %Z}"
