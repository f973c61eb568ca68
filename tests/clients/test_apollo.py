"""Apollo Client, with nothing set but the address, throws nothing away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import node_projects
from tests.conformance.serving import gateway

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def found(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What Apollo Client found."""
    with gateway(tmp_path_factory.mktemp("served"), GATEWAY_MAX_OPERATIONS="4") as url:
        yield node_projects.run(examples / "apollo-client.js", url)


def test_a_whole_answer(found: dict[str, Any]) -> None:
    assert found["whole"]["status"]["code"] == "IN_TRANSIT"
    assert found["whole"]["isPartial"] is False


def test_a_partial_answer_is_kept_under_the_default_error_policy(found: dict[str, Any]) -> None:
    outcomes = [source["outcome"] for source in found["partial"]["sources"]]
    assert outcomes == ["OK", "FAILED"]
    assert found["partial"]["isPartial"] is True


def test_an_unknown_parcel_is_null_and_only_a_refused_reference_throws(
    found: dict[str, Any],
) -> None:
    assert found["unknown"] is None
    assert found["refused"] == {"thrown": "INVALID_REFERENCE"}


def test_its_cache_knows_each_parcel_by_its_id(found: dict[str, Any]) -> None:
    ids = [found[name]["id"] for name in ("whole", "partial")]
    assert found["cached"] == [f"Shipment:{identity}" for identity in ids]


def test_operations_in_one_request_have_the_same_answers(found: dict[str, Any]) -> None:
    assert found["sent"] == [4]
    assert found["batched"] == [found[name] for name in ("whole", "partial", "unknown", "refused")]
