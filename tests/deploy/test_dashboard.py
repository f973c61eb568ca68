"""The dashboard asks for what there is, and shows most of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests import needs
from tests.deploy.expressions import Wanted, wanted
from tests.scrape import eventful_scrape

DASHBOARD: dict[str, Any] = json.loads(
    (needs.PROJECT_DIR / "deploy/grafana/tracking-gateway.json").read_text()
)
OF_PROMETHEUS = {"job", "instance"}
COLUMNS = 24


def _panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def _wanted(expression: str) -> list[Wanted]:
    # What Grafana puts in for its variables.
    expression = expression.replace("$__rate_interval", "1m")
    return wanted(re.sub(r"\$\w+", "value", expression))


def _all() -> Iterator[tuple[str, Wanted]]:
    for panel in _panels():
        for target in panel["targets"]:
            yield from ((panel["title"], series) for series in _wanted(target["expr"]))


async def test_the_dashboard_asks_for_what_there_is() -> None:
    there = (await eventful_scrape()).names()
    for title, series in _all():
        assert series.name in there, title
        assert series.labels <= there[series.name] | OF_PROMETHEUS, title


async def test_it_shows_every_metric_of_the_gateway() -> None:
    shown = {_family(series.name) for _, series in _all()}
    there = {_family(name) for name in (await eventful_scrape()).names()}
    assert {name for name in there if name.startswith("gateway_")} - shown == set()


def test_every_panel_is_about_the_chosen_instances() -> None:
    for title, series in _all():
        assert series.labels >= OF_PROMETHEUS, title


def test_what_a_legend_names_is_there() -> None:
    for panel in _panels():
        for target in panel["targets"]:
            named = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
            kept = re.search(r"\bby \(([\w, ]+)\)", target["expr"])
            if named and kept:
                assert named <= set(kept[1].split(", ")), panel["title"]


def test_every_panel_says_what_it_shows_and_has_a_place_of_its_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= COLUMNS
        taken |= cells
    assert all(panel["description"].endswith(".") for panel in _panels())
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def _family(name: str) -> str:
    return re.sub(r"_(bucket|count|sum)$", "", name)
