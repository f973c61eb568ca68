"""Whether what the gateway runs on is what it was made for."""

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from gateway.terminal.checks.finding import Finding, ok, problem, warning

TESTED = ((3, 11), (3, 13))
"""The oldest and the newest Python on which the tests run."""

_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?P<bounds>[^;]*)(;(?P<marker>.*))?")


def check(python: tuple[int, int] = sys.version_info[:2]) -> Iterator[Finding]:
    """Look at Python and at what is installed."""
    found = f"Python {platform.python_version()}, gateway {version('tracking-gateway')}"
    if TESTED[0] <= python <= TESTED[1]:
        yield ok("versions", f"{found}.")
    else:
        advice = "Use one from 3.11 to 3.13."
        yield warning("versions", f"{found}: it is not tested on this Python.", advice)
    yield from packages(requires("tracking-gateway") or [])


def packages(requirements: list[str]) -> Iterator[Finding]:
    """Look at what the gateway requires to be installed, but for its extras."""
    wrong = []
    for requirement in requirements:
        match = _REQUIREMENT.match(requirement)
        if match is None or match["marker"]:
            continue
        name, bounds = match["name"], match["bounds"].strip()
        try:
            installed = version(name)
        except PackageNotFoundError:
            wrong.append(f"{name} is missing")
        else:
            if not fits(installed, bounds):
                wrong.append(f"{name} is {installed}, not {bounds}")
    if wrong:
        advice = "Install the gateway anew, from its lock."
        yield problem("versions", f"{'; '.join(wrong)}.", advice)
    else:
        yield ok("versions", "Everything that it needs is installed.")


def fits(installed: str, bounds: str) -> bool:
    """Say whether a version is within bounds such as `>=1.2,<2`; other operators are not held."""
    own = _numbers(installed)
    for bound in filter(None, (each.strip() for each in bounds.split(","))):
        if bound.startswith(">=") and own < _numbers(bound[2:]):
            return False
        if bound.startswith("<") and not bound.startswith("<=") and own >= _numbers(bound[1:]):
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    release = re.match(r"[\d.]*", text.strip())
    numbers = [int(part) for part in (release[0] if release else "").split(".") if part]
    # 1.0 is 1.
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
