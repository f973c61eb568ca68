"""How ShipStation refuses: one envelope for every error but one."""

import json
from types import MappingProxyType
from uuid import uuid4

from aiohttp import web

# Source: ShipStation API v2 specification (2025-07-30); fixtures of the official ShipEngine SDKs
# for Ruby (401, 429) and JavaScript (404, 500); https://docs.shipstation.com/rate-limits; read
# 2026-11-21. Only the rows 401 and 429 are on record whole; of the others the
# types, codes and texts are chosen from the specification's lists.
# HTTP status: error_type, error_code, message
ERRORS = MappingProxyType(
    {
        400: ("validation", "invalid_field_value", "The request is invalid."),
        401: (
            "security",
            "unauthorized",
            "The API key is invalid. Please see https://www.shipengine.com/docs/auth",
        ),
        403: ("security", "forbidden", "You do not have permission to perform this action."),
        404: ("validation", "not_found", "The requested resource was not found."),
        405: ("validation", "unspecified", "The HTTP method is not allowed here."),
        408: ("system", "unspecified", "The request timed out."),
        409: (
            "business_rules",
            "webhook_event_type_conflict",
            "The request conflicts with another.",
        ),
        422: ("validation", "invalid_object", "The request could not be processed."),
        429: (
            "system",
            "rate_limit_exceeded",
            "You have exceeded the rate limit. Please see https://www.shipengine.com/docs/rate-limits",
        ),
    }
)


def source(path: str) -> str:
    """Name the API as it names itself: `ShipStation` under /v2, `shipengine` under /v1."""
    return "shipengine" if path.startswith("/v1/") else "ShipStation"


def refuse(
    request: web.Request,
    status: int,
    *,
    error_code: str = "",
    message: str = "",
    retry_after: float | None = None,
    **more: str,
) -> web.Response:
    """Build the documented error answer, with `more` as further keys of the error.

    `retry_after` is in seconds and rounded up.
    """
    error_type, default_code, default_message = ERRORS[status]
    error = {
        "error_source": source(request.path),
        "error_type": error_type,
        "error_code": error_code or default_code,
        "message": message or default_message,
        **more,
    }
    headers = {} if retry_after is None else {"Retry-After": str(max(1, -int(-retry_after // 1)))}
    body = {"request_id": str(uuid4()), "errors": [error]}
    return web.json_response(body, status=status, headers=headers)


def no_such_endpoint(request: web.Request) -> web.Response:
    """Answer a path that the API does not have, with the odd keys of the official SDK's fixture."""
    line = f"{request.method} {request.path}"
    return refuse(
        request,
        404,
        message=request.method,
        method=request.path,
        path=f"{line} is not a valid API endpoint.",
    )


def internal_error() -> web.Response:
    """Build the 500 answer, which has a single `error` instead of `errors`."""
    body = {"request_id": str(uuid4()), "error": {"message": "An unexpected error occurred."}}
    return web.Response(status=500, text=json.dumps(body), content_type="application/json")
