"""Where the providers are, and what they know the gateway by."""

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from gateway.credentials import Credentials


class Providers(Credentials):
    """The providers' addresses, and the default set of credentials."""

    shipstation_base_url: str = Field(
        "https://api.shipstation.com", description="Address of the ShipStation API."
    )
    shippo_base_url: str = Field(
        "https://api.goshippo.com", description="Address of the Shippo API."
    )

    @field_validator("shipstation_base_url", "shippo_base_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address that starts with http:// or https://")
        if parts.query or parts.fragment or parts.username or parts.password:
            raise ValueError("must be an address without user name, query or fragment")
        return value.rstrip("/")
