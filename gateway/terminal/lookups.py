"""Look references up, a request a chunk, and tell what an answer is."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gateway.terminal.gateways import Ask, Unanswered
from gateway.terminal.references import Ref

Json = dict[str, Any]

_DOCUMENTS = Path(__file__).parent / "documents"
_SIZE = "{ gateway { maxBatchSize } }"
_PROVIDERS = "{ providers { code } }"

# Whoever failed like this might have known the parcel.
_UNSETTLED = frozenset(
    {"PROVIDER_AUTH", "RATE_LIMITED", "TIMEOUT", "UNAVAILABLE", "BAD_RESPONSE", "INTERNAL"}
)


class Lookups:
    """Looks the same references up as often as it is told to.

    With `providers`, codes of them, each one's own view is asked for in place of the merged one.
    """

    def __init__(self, ask: Ask, refs: Sequence[Ref], providers: Sequence[str] = ()) -> None:
        self._ask = ask
        self._refs = refs
        self._variables: Json = {"providers": list(providers)} if providers else {}
        name = "views.graphql" if providers else "parcels.graphql"
        self._document = (_DOCUMENTS / name).read_text(encoding="utf-8")
        self._size = 1 if len(refs) == 1 else 0

    def chunks(self) -> Iterator[list[Json]]:
        """Ask for chunk after chunk of as many references as the gateway takes at once.

        Each `ShipmentLookup` has its `index` in the whole list.

        Raises:
            Unanswered: a chunk could not be asked for.
        """
        self._check_providers()
        size = self._size = self._size or self._ask(_SIZE, {})["gateway"]["maxBatchSize"]
        for start in range(0, len(self._refs), size):
            variables = {**self._variables, "refs": list(self._refs[start : start + size])}
            lookups = self._ask(self._document, variables).get("shipments")
            if not isinstance(lookups, list) or len(lookups) != len(variables["refs"]):
                raise Unanswered("The answer does not have one entry for each parcel.")
            for index, lookup in enumerate(lookups, start):
                lookup["index"] = index
            yield lookups

    def _check_providers(self) -> None:
        asked = self._variables.get("providers", ())
        known = [each["code"] for each in self._ask(_PROVIDERS, {})["providers"]] if asked else []
        for unknown in (each for each in asked if each not in known):
            names = ", ".join(known).lower()
            raise Unanswered(f"{unknown.lower()} is no provider of the gateway; it has {names}.")


def shipments(lookup: Json) -> Iterator[Json]:
    """Return what has a status: the merged shipment, or what each provider says by itself."""
    shipment = lookup["shipment"]
    if shipment and "status" in shipment:
        yield shipment
    elif shipment:
        yield from (each["tracking"] for each in shipment["sources"] if each["tracking"])


def is_known(lookup: Json) -> bool:
    """Say whether somebody knows the parcel."""
    return next(shipments(lookup), None) is not None


def is_unknown(lookup: Json) -> bool:
    """Say whether it is settled that nobody who was asked knows the parcel."""
    failures = [*lookup["errors"]]
    for source in (lookup["shipment"] or {}).get("sources", ()):
        failures += filter(None, [source["error"]])
    codes = {failure["code"] for failure in failures}
    outcomes = {source["outcome"] for source in (lookup["shipment"] or {}).get("sources", ())}
    return "NOT_FOUND" in codes | outcomes and not codes & _UNSETTLED
