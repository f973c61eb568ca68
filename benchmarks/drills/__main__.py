"""Run drills and print their figures: `python -m benchmarks.drills [NAME ...] [--short]`."""

import argparse
import asyncio
import sys
import time

from benchmarks.drills.figures import HEAD, Figure, row
from benchmarks.drills.register import DRILLS


def main() -> int:
    """Run the chosen drills; return 1 if a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(DRILLS)}")
    parser.add_argument("--short", action="store_true", help="seconds instead of minutes")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in DRILLS]
    if unknown:
        parser.error(f"no such drill: {', '.join(unknown)}")
    print("\n".join(HEAD))
    figures = asyncio.run(_run(options.names or list(DRILLS), short=options.short))
    return 1 if any(figure.kept is False for figure in figures) else 0


async def _run(names: list[str], *, short: bool) -> list[Figure]:
    figures = []
    for name in names:
        started = time.monotonic()
        seen = await DRILLS[name](short=short)
        print("\n".join(row(name, figure) for figure in seen), flush=True)
        figures += seen
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return figures


if __name__ == "__main__":
    sys.exit(main())
