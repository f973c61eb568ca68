"""What `gateway track`, `gateway doctor` and `gateway completion` are called with.

`--help` loads this, so heavy imports are inside the functions that run the commands.
"""

import argparse
import math
import sys
from typing import Any, NoReturn

USAGE = 64
"""The exit code for a command line that can't be understood: `EX_USAGE` of sysexits.h."""

WATCH_SECONDS = 60.0
MIN_WATCH_SECONDS = 1.0

SHELLS = ("bash", "zsh", "fish")

EXITS = """exit codes:
  0    every parcel was found and is well
  1    nothing could be asked: wrong settings, no gateway, or not one parcel could be looked up
  2    a parcel has a problem: held up, failed, returned or cancelled
  3    a parcel is not known to any provider that was asked
  4    something is missing: a provider did not answer, or a parcel could not be looked up
  64   the command line can't be understood
  130  interrupted (with --watch: what held last)
Of several, 1 goes before 2, 2 before 3, and 3 before 4."""

Commands = Any
"""What `add_subparsers` returns; argparse has no name for it that is public."""


class Parser(argparse.ArgumentParser):
    """A parser whose exit code for wrong use is none that a command has for something else."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and exit."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: error: {message}\n")


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    _add_track(commands)
    _add_doctor(commands)
    _add_completion(commands)


def _add_track(commands: Commands) -> None:
    track = commands.add_parser(
        "track",
        help="say where parcels are",
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    track.add_argument(
        "reference",
        nargs="*",
        help="tracking number (1Z…, ups:1Z…), label id (se-…) or global id; - reads standard input",
    )
    track.add_argument("--carrier", metavar="CODE", help="of numbers that name none: ups, usps, …")
    track.add_argument(
        "--file", metavar="PATH", help="a table (tracking_number, carrier, label_id) or any list"
    )
    track.add_argument(
        "--provider",
        action="append",
        default=[],
        metavar="NAME",
        help="what this provider by itself says (shippo, shipstation); may be repeated",
    )
    track.add_argument("--timeline", action="store_true", help="all events, also of many parcels")
    track.add_argument("--json", action="store_true", help="the GraphQL data, a line a parcel")
    track.add_argument(
        "--watch",
        type=_interval,
        nargs="?",
        const=WATCH_SECONDS,
        metavar="SECONDS",
        help=f"again and again until Ctrl+C, every {WATCH_SECONDS:g} seconds by default",
    )
    where = track.add_mutually_exclusive_group()
    where.add_argument("--url", metavar="GRAPHQL_URL", help="ask this running gateway")
    where.add_argument("--sandbox", action="store_true", help="ask for sample data")
    track.add_argument(
        "--key-file",
        metavar="PATH",
        help="the client key for --url; unset: the variable GATEWAY_CLIENT_KEY",
    )
    track.set_defaults(run=_track)


def _interval(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    # Written so that what is no number fails, too.
    if not MIN_WATCH_SECONDS <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 1 to 86400")
    return seconds


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="look whether everything is in place",
        description="Each provider is asked once with each key; that counts against its quota. "
        "Exits with 1 if there is a problem, else with 0.",
    )
    doctor.add_argument("--json", action="store_true", help="the findings as JSON")
    doctor.add_argument("--sandbox", action="store_true", help="try it on sample data")
    doctor.set_defaults(run=_doctor)


def _add_completion(commands: Commands) -> None:
    completion = commands.add_parser("completion", help="write what completes commands in a shell")
    completion.add_argument("shell", choices=SHELLS)
    completion.set_defaults(run=_completion)


def _track(options: argparse.Namespace) -> int:
    from gateway.terminal.track import track

    return track(options)


def _doctor(options: argparse.Namespace) -> int:
    from gateway.terminal.doctor import doctor

    return doctor(options)


def _completion(options: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(options.parser, options.shell))
    return 0
