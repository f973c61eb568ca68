"""Let schemathesis ask a gateway everything that its schema allows; print what came of it as JSON.

Run by `test_schemathesis.py` in an environment that has only `schemathesis.txt`:
`schemathesis_check.py URL EXAMPLES`. Each operation is asked twice: with whatever arguments
schemathesis makes up, and with references to parcels that there are, so that there are answers.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import graphql
import requests
import schemathesis  # type: ignore[import-not-found]  # it lives in its own environment
from hypothesis import HealthCheck, Phase, given, settings

LABELS = ("se-324658", "se-both-transit", "se-nothing-here")
REFS = [{"labelId": label} for label in LABELS]

CALLERS = {"BAD_USER_INPUT", "CARRIER_REQUIRED", "INVALID_REFERENCE", "TOO_MANY_REFERENCES"}
"""What may be said of arguments that the schema can't rule out, e.g. a reference of nothing."""


class KnownParcels(graphql.Visitor):
    """Puts parcels that there are in the place of those that were made up."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__()
        self._values: dict[str, Iterator[Any]] = {"ref": cycle(REFS), "id": cycle(ids)}
        self._lists: dict[str, list[Any]] = {"refs": REFS, "ids": ids}

    def enter_argument(self, node: graphql.ArgumentNode, *_: object) -> graphql.ArgumentNode | None:
        """Replace the value of an argument that names parcels."""
        name = node.name.value
        if name in self._values:
            value = next(self._values[name])
        elif name in self._lists:
            value = self._lists[name]
        else:
            return None
        return graphql.ArgumentNode(name=node.name, value=_literal(value))


def _literal(value: Any) -> graphql.ValueNode:
    if isinstance(value, dict):
        members = ", ".join(f"{name}: {json.dumps(member)}" for name, member in value.items())
        return graphql.parse_value(f"{{{members}}}")
    if isinstance(value, list):
        return graphql.ListValueNode(values=tuple(map(_literal, value)))
    return graphql.parse_value(json.dumps(value))


def main() -> int:
    """Ask; return 1 where the gateway failed."""
    url, examples = sys.argv[1], int(sys.argv[2])
    schema = schemathesis.graphql.from_url(url)
    known = KnownParcels(_ids(url))
    told: dict[str, dict[str, Any]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        for kind, visitor in (("made up", None), ("known", known)):
            found = _ask(operation, visitor, examples)
            told[f"{operation.label}, {kind}"] = found
    print(json.dumps(told))
    return 1 if any(found["failures"] for found in told.values()) else 0


def _ids(url: str) -> list[str]:
    query = "query ($refs: [ShipmentRef!]!) { shipments(refs: $refs) { shipment { id } } }"
    answer = requests.post(url, json={"query": query, "variables": {"refs": REFS}}, timeout=60)
    shipments = answer.json()["data"]["shipments"]
    return [entry["shipment"]["id"] for entry in shipments if entry["shipment"]]


def _ask(operation: Any, visitor: KnownParcels | None, examples: int) -> dict[str, Any]:
    codes: Counter[str] = Counter()
    failures: list[dict[str, str]] = []

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        if visitor is not None:
            document = graphql.visit(graphql.parse(case.body), visitor)
            case.body = graphql.print_ast(document)
        response = case.call()
        complaint = _complaint(case, response, codes)
        if complaint:
            failures.append({"query": case.body, "complaint": complaint, "answer": response.text})

    ask()
    return {"codes": codes, "failures": failures}


def _complaint(case: Any, response: Any, codes: Counter[str]) -> str:
    """Return what is wrong with an answer, empty when nothing is; count it by its errors."""
    try:
        case.validate_response(response)
    except BaseExceptionGroup as group:
        seen = {error["extensions"]["code"] for error in response.json().get("errors", [])}
        codes.update(seen)
        kinds = {type(one).__name__ for one in group.exceptions}
        is_callers = kinds <= {"GraphQLClientError", "GraphQLServerError"} and seen <= CALLERS
        return "" if seen and is_callers and response.status_code == 200 else str(group.exceptions)
    codes["OK"] += 1
    return ""


if __name__ == "__main__":
    sys.exit(main())
