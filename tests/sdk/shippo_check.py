"""Ask a Shippo API at a base URL through the official SDK; print what came back as JSON.

Run by `test_sdks.py` in an environment that has only `shippo.txt`: `shippo_check.py URL`.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from shippo import Shippo  # type: ignore[import-not-found]  # it lives in its own environment
from shippo.models import errors  # type: ignore[import-not-found]  # the same

LIVE, TEST = "shippo_live_sandbox", "shippo_test_sandbox"


def told(track: Any) -> dict[str, Any]:
    """Pick what the tests compare."""
    status = track.tracking_status
    return {
        "carrier": track.carrier,
        "tracking_number": track.tracking_number,
        "status": status and status.status.value,
        "substatus": status and status.substatus and status.substatus.code,
        "city": status and status.location and status.location.city,
        "history": [entry.status.value for entry in track.tracking_history],
        "eta": track.eta and track.eta.isoformat(),
        "metadata": track.metadata,
        "messages": track.messages,
    }


def outcome(call: Callable[[], Any]) -> dict[str, Any]:
    """Make a call; tell its result, or its error as the SDK raises it."""
    try:
        return told(call())
    except errors.SDKError as error:
        return {
            "error": type(error).__name__,
            "http": error.status_code,
            "detail": json.loads(error.body)["detail"],
        }


def main(url: str) -> None:
    """Make every call and print the outcomes."""
    live = Shippo(api_key_header=LIVE, server_url=url, shippo_api_version="2018-02-08")
    test = Shippo(api_key_header=TEST, server_url=url)
    stranger = Shippo(api_key_header="ShippoToken nobody", server_url=url)

    def get(shippo: Shippo, carrier: str, number: str) -> dict[str, Any]:
        return outcome(lambda: shippo.tracking_status.get(tracking_number=number, carrier=carrier))

    def post(shippo: Shippo, carrier: str, number: str) -> dict[str, Any]:
        return outcome(
            lambda: shippo.tracking_status.create(
                carrier=carrier, tracking_number=number, metadata="Order 7"
            )
        )

    six = ("PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN")
    results = {
        "seed": get(live, "usps", "9205590164917312751089"),
        "both": get(live, "fedex", "770488539204"),
        "out": get(live, "usps", "SANDBOXOUTFORDELIVERY"),
        "posted": post(live, "ups", "1Z54F78A0339004129"),
        "six": {status: get(test, "shippo", f"SHIPPO_{status}") for status in six},
        "posted in test mode": post(test, "shippo", "SHIPPO_TRANSIT"),
        "real carrier in test mode": get(test, "usps", "9205590164917312751089"),
        "no test number": get(test, "shippo", "NOTHING"),
        "stranger": get(stranger, "usps", "9205590164917312751089"),
        "unknown number": get(live, "usps", "9400100000000000000000"),
        "unknown carrier": get(live, "stork", "1"),
        "forbidden": get(live, "ups", "FAULTFORBIDDEN"),
        "rate limit": get(live, "ups", "FAULTRATELIMIT"),
    }
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
