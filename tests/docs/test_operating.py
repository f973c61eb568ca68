"""`docs/operating.md` lists what the gateway tells."""

import re
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from prometheus_client.parser import text_string_to_metric_families

from gateway.telemetry import Metrics, Operation, Outcome, Requests
from gateway.telemetry.otel import OpenTelemetry
from tests.scrape import eventful_scrape
from tests.unit.telemetry.listening import Heard

ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*) \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def guide(project_dir: Path) -> str:
    """The page."""
    return (project_dir / "docs/operating.md").read_text(encoding="utf-8")


async def test_the_table_of_metrics_is_that_of_the_code(guide: str) -> None:
    documented = {
        name: (kind, set(re.findall(r"`(\w+)`", labels)), meaning)
        for name, kind, labels, meaning in ROW.findall(guide)
    }
    told = {
        family.name + ("_total" if family.type == "counter" else ""): (
            family.type,
            {label for sample in family.samples for label in sample.labels} - {"le"},
            family.documentation,
        )
        for family in text_string_to_metric_families((await eventful_scrape()).text)
    }
    assert documented == told


def test_the_table_of_log_members_is_that_of_the_code(guide: str) -> None:
    heard = Heard()
    requests = Requests(Metrics(), heard.logs.requests(), heard.logs.mask)
    for operations in ([Operation("A", "aa")], [Operation("A", "aa"), Operation("B", "bb")]):
        record = requests.begin([])
        record.client = "shop"
        record.span = OpenTelemetry(TracerProvider()).request([])
        record.operations += operations
        record.incidents.append("incident")
        record.asked_for("9205590164917312751089", None)
        record.asked_for(None, "se-1")
        record.lookups["hit"] += 1
        record.providers["SHIPPO"].calls["OK"] += 1
        record.ended(Outcome.FAULT, "INTERNAL")
        requests.end(record, "POST", 200)
    table = guide.partition("| member | meaning |")[2].partition("\n\n")[0]
    documented = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    members = {name for cell in documented for name in re.findall(r"`(\w+)`", cell)}
    assert members == {name for line in heard.events() for name in line}


def test_every_outcome_is_explained(guide: str) -> None:
    assert all(f"`{outcome}`" in guide for outcome in Outcome)
