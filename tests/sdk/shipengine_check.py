"""Ask a ShipStation API at a base URL through the official SDK; print what came back as JSON.

Run by `test_sdks.py` in an environment that has only `shipengine.txt`: `shipengine_check.py URL`.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from shipengine import ShipEngine  # type: ignore[import-not-found]  # as below
from shipengine.errors import (  # type: ignore[import-not-found]  # in its own environment
    ShipEngineError,
)


def connect(url: str, api_key: str) -> ShipEngine:
    """Make a client that neither waits nor tries again."""
    return ShipEngine({"api_key": api_key, "base_uri": f"{url}/", "retries": 0, "timeout": 5})


def outcome(call: Callable[[], Any]) -> Any:
    """Make a call; tell its result, or its error as the SDK raises it."""
    try:
        return call()
    except ShipEngineError as error:
        return {
            "error": type(error).__name__,
            "error_type": error.error_type,
            "error_code": error.error_code,
            "message": error.message,
        }


def main(url: str) -> None:
    """Make every call and print the outcomes."""
    client, stranger = connect(url, "TEST_sandbox"), connect(url, "nobody")

    def track(label_id: str) -> Any:
        return outcome(lambda: client.track_package_by_label_id(label_id))

    def find(number: str) -> Any:
        return outcome(lambda: client.list_labels_by_tracking_number(number))

    def track_number(carrier: str, number: str) -> Any:
        return outcome(
            lambda: client.track_package_by_carrier_code_and_tracking_number(carrier, number)
        )

    results = {
        "seed": track("se-324658"),
        "both": track("se-both-disagree"),
        "labels of the seed": find("1Z932R800390810600"),
        "labels of many": find("1Z40XR710322005187"),
        "labels of none": find("1Z0000000000000000"),
        "by number": track_number("stamps_com", "9205590164917400288176"),
        "carriers": outcome(client.list_carriers),
        "unknown label": track("se-0"),
        "malformed label": track("SE_0"),
        "rate limit": track("se-fault-rate-limit"),
        "stranger": outcome(lambda: stranger.track_package_by_label_id("se-324658")),
    }
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
