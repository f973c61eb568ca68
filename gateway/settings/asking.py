"""How the providers are asked, and for how long they are believed."""

from pydantic import Field, ValidationInfo, field_validator

from gateway.settings.section import PREFIX, Section, seconds


class Asking(Section):
    """Calls, what they may take, and the lifetimes of their answers."""

    max_concurrent_fetches: int = Field(
        64, ge=1, le=1_000, description="Calls to one provider that are under way at once."
    )
    connect_timeout_seconds: float = seconds(1, "Seconds to connect to a provider.", most=60)
    try_timeout_seconds: float = seconds(3, "Seconds for one call to a provider.", most=60)
    request_timeout_seconds: float = seconds(
        8, "Seconds for all calls of one provider that a request waits for.", most=120
    )
    lifetime_terminal_seconds: float = seconds(
        172_800, "Seconds for which an answer is fresh: delivered, returned or cancelled."
    )
    lifetime_arriving_seconds: float = seconds(
        120, "The same: out for delivery, attempted, or waiting for pickup."
    )
    lifetime_moving_seconds: float = seconds(600, "The same: accepted or in transit.")
    lifetime_announced_seconds: float = seconds(1_800, "The same: announced, not handed over.")
    lifetime_problem_seconds: float = seconds(600, "The same: held up or failed.")
    lifetime_unknown_seconds: float = seconds(180, "The same: nobody can tell.")
    lifetime_not_found_seconds: float = seconds(
        60, "Seconds for which it is believed that a provider does not know a shipment."
    )
    lifetime_label_seconds: float = seconds(
        2_592_000, "Seconds for which the label that was found for a number is remembered."
    )
    stale_seconds: float = seconds(
        86_400, "Seconds for which an old answer may stand in for a provider that fails."
    )
    revalidate_seconds: float = seconds(
        3_600,
        "Seconds for which an answer that is no longer fresh is given at once, while it is "
        "refreshed in the background.",
    )
    cooldown_seconds: float = seconds(
        30, "Seconds before `maxAgeSeconds` can make a provider be asked again about one shipment."
    )

    # Field by field, so that it is reported together with whatever else is wrong.
    @field_validator("try_timeout_seconds", "request_timeout_seconds")
    @classmethod
    def _check_times(cls, value: float, info: ValidationInfo) -> float:
        shorter = {"try_timeout_seconds": "connect", "request_timeout_seconds": "try"}
        name = f"{shorter[info.field_name or '']}_timeout_seconds"
        if value < info.data.get(name, 0):
            raise ValueError(f"must not be less than {PREFIX}{name.upper()}")
        return value
