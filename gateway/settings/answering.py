"""How requests are answered, and what of the gateway they may see."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from gateway.settings.choices import Edition
from gateway.settings.section import Section


class Answering(Section):
    """Requests at once, pages of other origins, persisted operations, and what is shown."""

    max_concurrent_requests: int = Field(
        1_024, ge=8, le=100_000, description="HTTP requests that are under way at once."
    )
    cors_origins: str = Field(
        "",
        description="Origins of web pages that may use the gateway from a browser, with commas "
        "between them: `https://shop.example,https://www.shop.example`, or `*` for all. Unset: "
        "none.",
    )
    cors_credentials: bool = Field(
        False,
        description="Let those pages send cookies and HTTP authentication, for a proxy that asks "
        "for them. Not with `*`.",
    )
    graphql_over_http: Edition = Field(
        Edition.CLASSIC,
        description="Status codes: `classic`, which all clients know, or `september-2026`, from "
        "that edition: 422 for what can't be executed, 294 for partial success.",
    )
    automatic_persisted_queries: bool = Field(
        True, description="Let clients name documents that they have sent once by their hashes."
    )
    operation_manifest: Path | None = Field(
        None,
        description="File of operations that clients may name: Apollo's manifest, or an object of "
        "documents by their identifiers.",
    )
    only_manifest: bool = Field(
        False, description="Execute nothing but the operations of the manifest."
    )
    federation: bool = Field(
        False,
        description="Serve a subgraph for the router of a federated graph (Apollo Federation 2.9): "
        "entities by their keys in place of `node`.",
    )
    introspection: bool | None = Field(
        None,
        description="Let clients read the schema: by introspection, as `/schema.graphql`, and in "
        "what messages say of it. Unset: in development only.",
    )
    expose_raw: bool = Field(
        False,
        description="Show the providers' answers unchanged in `raw`. They may name people.",
    )

    @property
    def allowed_origins(self) -> frozenset[str]:
        """The origins of pages that may use the gateway, as browsers write them."""
        return frozenset(self.cors_origins.split(",")) if self.cors_origins else frozenset()

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, value: str) -> str:
        origins = [part.strip() for part in value.split(",") if part.strip()]
        return "*" if origins == ["*"] else ",".join(map(_origin, origins))

    @field_validator("cors_credentials")
    @classmethod
    def _check_credentials(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("cors_origins") == "*":
            raise ValueError("needs GATEWAY_CORS_ORIGINS to name the origins, not `*`")
        return value

    @field_validator("only_manifest")
    @classmethod
    def _check_manifest(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("operation_manifest") is None:
            raise ValueError("needs a manifest; set GATEWAY_OPERATION_MANIFEST")
        return value


def _origin(text: str) -> str:
    """Return an origin as browsers write it; they compare it letter by letter."""
    parts = urlsplit(text.lower())
    default = {"http": 80, "https": 443}.get(parts.scheme)
    if default is None or not re.fullmatch(r"[a-z0-9.:-]+", parts.hostname or ""):
        raise ValueError("must be origins like https://shop.example, or `*` alone")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be origins without path, query or user name")
    host = parts.netloc.removesuffix(f":{default}") if parts.port == default else parts.netloc
    return f"{parts.scheme}://{host}"
