"""Every example runs as it stands, and prints what it should."""

from pathlib import Path

import pytest

from tests import needs
from tests.conformance.serving import gateway
from tests.environments import python_with
from tests.node_projects import output

PYTHON = needs.PROJECT_DIR / "examples" / "python"

THREE = ["770488539204: Delivered", "9205590164917312751089: Delivered", "NOT_FOUND"]

PAGED = """
9205590164917400288176: In transit
- Departed USPS Regional Facility
- Arrived at USPS Regional Facility
- Departed USPS Regional Facility
- Arrived at USPS Regional Origin Facility
- Accepted at USPS Origin Facility
- Shipping Label Created, USPS Awaiting Item
""".strip().splitlines()


def _npm(folder: Path, script: str, endpoint: str) -> list[str]:
    """Run a script of the examples as its comment says; return what it prints."""
    npm = needs.require("npm", install="apt-get install nodejs npm")
    served = endpoint.removesuffix("/graphql")
    arguments = [] if script.endswith(":build") else ["--", endpoint]
    printed = output(folder, npm, "run", "--silent", script, *arguments, TRACKING_URL=served)
    return printed.splitlines()


@pytest.mark.node
def test_fetch(examples: Path, endpoint: str) -> None:
    assert _npm(examples, "fetch", endpoint) == THREE


@pytest.mark.node
def test_apollo_keeps_what_one_provider_says_while_the_other_is_down(
    examples: Path, endpoint: str
) -> None:
    partial = "FAULTSPDOWN: In transit (SHIPPO: UNAVAILABLE)"
    assert _npm(examples, "apollo", endpoint) == [THREE[0], partial, THREE[2]]


@pytest.mark.node
def test_relay_refetches_a_parcel_and_pages_through_its_events(
    examples: Path, endpoint: str
) -> None:
    _npm(examples, "relay:build", endpoint)
    assert _npm(examples, "relay", endpoint) == PAGED


@pytest.fixture(scope="module")
def urql(examples: Path, endpoint: str) -> Path:
    """The folder of the example for urql, built: `tsc` found nothing in it."""
    _npm(examples, "urql:build", endpoint)
    return examples / "urql"


@pytest.mark.node
def test_urql_asks_by_its_manifest_and_nothing_else_is_executed(
    examples: Path, urql: Path, tmp_path: Path
) -> None:
    only_manifest = {
        "GATEWAY_OPERATION_MANIFEST": str(urql / "generated" / "persisted-documents.json"),
        "GATEWAY_ONLY_MANIFEST": "true",
    }
    with gateway(tmp_path, **only_manifest) as url:
        assert _npm(examples, "urql", url) == THREE[:1]
        with pytest.raises(AssertionError, match="Only operations of the manifest"):
            _npm(examples, "fetch", url)


@pytest.mark.node
def test_generated_types_are_strict_enough_to_find_a_mistake(urql: Path) -> None:
    mistaken = urql / "mistaken.ts"
    asked = (urql / "track.ts").read_text()
    mistaken.write_text(asked.replace("shipment.status.title", "shipment.status.titel"))
    try:
        with pytest.raises(AssertionError, match="'titel' does not exist"):
            output(urql.parent, "node_modules/.bin/tsc", "-p", "urql", "--noEmit")
    finally:
        mistaken.unlink()


@pytest.mark.sdk
def test_gql(endpoint: str) -> None:
    python = python_with(PYTHON / "requirements.txt")
    assert output(PYTHON, str(python), "-I", "track.py", endpoint).splitlines() == THREE


@pytest.mark.sdk
def test_ariadne_codegen_writes_a_typed_client(endpoint: str, typed: Path) -> None:
    python = python_with(PYTHON / "requirements.txt")
    output(typed, str(python.with_name("ariadne-codegen")))
    assert output(typed, str(python), "track.py", endpoint).splitlines() == [
        *(f"{parcel} ✓" for parcel in THREE[:2]),
        "NOT_FOUND",
    ]
