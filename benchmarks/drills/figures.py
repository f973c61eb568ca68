"""What a drill comes to: figures, each beside what was promised of it."""

from collections.abc import Iterable
from dataclasses import dataclass

HEAD = ("| drill | figure | seen | promised | kept |", "| --- | --- | --- | --- | --- |")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing that was measured.

    `timed` tells that it depends on how fast the machine is. `kept` is None where nothing was
    promised.
    """

    what: str
    value: float
    seen: str
    promised: str = ""
    kept: bool | None = None
    timed: bool = False


def at_most(what: str, seen: float, bound: float, unit: str = "", *, timed: bool = False) -> Figure:
    """Compare with an upper bound."""
    return Figure(
        what=what,
        value=seen,
        seen=_written(seen, unit),
        promised=f"≤ {_written(bound, unit)}" if bound else "0",
        kept=seen <= bound,
        timed=timed,
    )


def at_least(
    what: str, seen: float, bound: float, unit: str = "", *, timed: bool = False
) -> Figure:
    """Compare with a lower bound."""
    return Figure(
        what=what,
        value=seen,
        seen=_written(seen, unit),
        promised=f"≥ {_written(bound, unit)}",
        kept=seen >= bound,
        timed=timed,
    )


def noted(what: str, seen: float, unit: str = "") -> Figure:
    """Note a number of which nothing is promised."""
    return Figure(what=what, value=seen, seen=_written(seen, unit))


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of all values do not exceed; 0 when there is none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(drill: str, figure: Figure) -> str:
    """Return the row of the Markdown table that begins with `HEAD`."""
    kept = {None: "", True: "yes", False: "**no**"}[figure.kept]
    return f"| {drill} | {figure.what} | {figure.seen} | {figure.promised} | {kept} |"


def _written(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2g}"
    return f"{number} {unit}".strip()
