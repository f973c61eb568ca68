"""The payloads that the tests of the mappings convert, and how they are converted and merged."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.merge import merge
from gateway.model import ProviderCode, Reference, Report, Shipment, ShipmentSource, SourceOutcome
from gateway.providers.shippo import mapping as shippo
from gateway.providers.shipstation import mapping as shipstation
from tests import needs

SAMPLES = needs.PROJECT_DIR / "tests" / "samples"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LABEL = "se-324658"

SHIPSTATION = sorted(path.stem for path in (SAMPLES / "shipstation").glob("*.json"))
SHIPPO = sorted(path.stem for path in (SAMPLES / "shippo").glob("*.json"))


def sample(provider: str, name: str) -> Any:
    """Return a payload that the repository carries."""
    return json.loads((SAMPLES / provider / f"{name}.json").read_bytes())


def tracking_payload(content: Any) -> Any:
    """Return the tracking data in a file of the reference; None where it is something else.

    It may be wrapped as the recording of an exchange or as a webhook's message.
    """
    if isinstance(content, dict):
        content = content.get("response", {"body": content})["body"]
    if isinstance(content, dict):
        content = content.get("data", content)
    return content if isinstance(content, dict) and "tracking_number" in content else None


def reference(folder: Path) -> dict[tuple[str, str], Any]:
    """Return the tracking payloads of the reference's examples, by provider and file name."""
    found = {
        (path.parent.name, path.stem): tracking_payload(json.loads(path.read_bytes()))
        for path in sorted(folder.glob("*/*.json"))
    }
    return {name: payload for name, payload in found.items() if payload is not None}


def convert(provider: str, payload: Any) -> Report:
    """Convert a payload; bytes are taken as they are."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return (
        shipstation.to_report(LABEL, body) if provider == "shipstation" else shippo.to_report(body)
    )


def source(report: Report) -> ShipmentSource:
    """Wrap a report as an answer."""
    return ShipmentSource(
        provider=report.tracking.provider,
        outcome=SourceOutcome.OK,
        tracking=report.tracking,
        fetched_at=NOW,
        report=report,
    )


def merged(*reports: Report) -> Shipment:
    """Merge reports of one parcel, of which no more is known than they tell."""
    number = next((r.tracking_number for r in reports if r.tracking_number), None)
    order = list(ProviderCode)
    sources = sorted(map(source, reports), key=lambda each: order.index(each.provider))
    return merge(Reference(tracking_number=number), sources)
