"""`gateway track`: say where parcels are."""

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from gateway.errors import SettingsError
from gateway.terminal.exits import Exit
from gateway.terminal.gateways import Ask, Unanswered, remote, within
from gateway.terminal.lookups import Lookups
from gateway.terminal.references import NotReferences, Ref, read_text, to_reference
from gateway.terminal.texts import clean
from gateway.terminal.tracking import Tracking

KEY = "GATEWAY_CLIENT_KEY"

MAX_INPUT = 4 * 1024 * 1024
"""Characters of a file with references."""


def track(options: argparse.Namespace) -> int:
    """Run the command; return one of `Exit`."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal's encoding lacks is no reason to say nothing.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # It is a TextIOWrapper.
    try:
        refs = references(options)
        with _gateway(options) as ask:
            lookups = Lookups(ask, refs, [name.upper() for name in options.provider])
            tracking = Tracking(lookups, refs, in_json=options.json, whole=options.timeline)
            return tracking.once() if options.watch is None else tracking.watch(options.watch)
    except NotReferences as error:
        return _told(str(error), Exit.USAGE)
    except (Unanswered, SettingsError) as error:
        return _told(str(error), Exit.NOTHING)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _told(message: str, code: Exit) -> Exit:
    for line in message.splitlines():
        print(clean(line), file=sys.stderr)
    return code


def references(options: argparse.Namespace) -> list[Ref]:
    """Return what is asked for on the command line, in a file and from standard input.

    Raises:
        NotReferences: there is nothing, or it can't be read.
    """
    refs = [to_reference(each, options.carrier) for each in options.reference if each != "-"]
    nothing = not (options.reference or options.file)
    if options.file and options.file != "-":
        refs += read_text(_read(Path(options.file)), options.carrier)
    if "-" in (*options.reference, options.file) or (nothing and not sys.stdin.isatty()):
        text = sys.stdin.buffer.read(MAX_INPUT).decode("utf-8-sig", "replace")
        refs += read_text(text, options.carrier)
    if not refs:
        raise NotReferences("Which parcels? Name tracking numbers or label ids (se-…).")
    return refs


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MAX_INPUT).decode("utf-8-sig", "replace")
    except OSError as error:
        raise NotReferences(f"{path} can't be read: {error.strerror}.") from None


def _gateway(options: argparse.Namespace) -> AbstractContextManager[Ask]:
    # It is for another gateway, and no setting of one.
    key = os.environ.pop(KEY, None)
    if not options.url:
        return within(sandbox=options.sandbox)
    if options.key_file:
        key = _read(Path(options.key_file)).strip()
    return nullcontext(remote(options.url, key or None))
