"""The drills in their short forms: what is promised holds, save for times on a busy machine.

The long forms, with times, are `make drill`.
"""

import pytest

from benchmarks.drills.figures import Figure
from benchmarks.drills.register import DRILLS
from tests import needs

TAKE_REDIS = {"flight", "quota", "server"}
SOLID = sorted(set(DRILLS) - {"memory"})
GROWTH = 60.0
"""Percent that memory may grow in a short run: a tenth of it does not even warm a process up."""


async def _run(name: str) -> list[Figure]:
    if name in TAKE_REDIS:
        needs.redis_server()
    if name == "board":
        needs.chromium()
    return await DRILLS[name](short=True)


@pytest.mark.parametrize("name", SOLID)
async def test_what_is_promised_holds(name: str) -> None:
    figures = await _run(name)
    broken = [figure for figure in figures if figure.kept is False and not figure.timed]
    assert broken == []
    assert any(figure.kept for figure in figures)


async def test_memory_stays_about_the_same() -> None:
    figures = await _run("memory")
    grown = {figure.what: figure.value for figure in figures if "growth" in figure.what}
    assert len(grown) == 2
    assert {what: value for what, value in grown.items() if value > GROWTH} == {}
    assert [figure for figure in figures if "failed" in figure.what and not figure.kept] == []
