"""Whom to ask: a gateway that runs somewhere, or one in this process."""

import asyncio
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""Takes a GraphQL document and its variables, returns the data; raises `Unanswered`."""

TIMEOUT = 60.0
"""Seconds for which nothing may come of a running gateway."""

MAX_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer."""


class Unanswered(Exception):  # a condition, like every error here
    """Nothing could be asked; the message says why, and may hold what the other side sent."""


@contextmanager
def within(*, sandbox: bool) -> Iterator[Ask]:
    """Ask in this process, by the settings of the environment or with sample data.

    Raises:
        SettingsError: the settings are at fault.
        Unanswered: there is no provider to ask.
    """
    from gateway.app import asking
    from gateway.cache.address import check_url
    from gateway.settings import read_settings

    settings = read_settings(checks={"cache_url": check_url})
    if sandbox:
        settings = settings.model_copy(update={"sandbox": True})
    if not settings.can_ask:
        raise Unanswered(
            "There is no provider to ask: set GATEWAY_SHIPSTATION_API_KEY or "
            "GATEWAY_SHIPPO_API_TOKEN, name a running gateway with --url, or take --sandbox."
        )
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        ask = runner.run(stack.enter_async_context(asking(settings)))
        try:
            yield lambda document, variables: _data(runner.run(ask(document, variables)))
        finally:
            runner.run(stack.aclose())


def remote(url: str, key: str | None) -> Ask:
    """Ask the gateway at `url`, its GraphQL endpoint or its top, with a client key if there is one.

    Certificates are verified; no redirect is followed, since the key would go with it.

    Raises:
        Unanswered: it is no address of a gateway.
    """
    endpoint = _endpoint(url)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    headers["User-Agent"] = "tracking-gateway"
    if key:
        headers["Authorization"] = f"Bearer {key}"
    context = ssl.create_default_context()
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=context))

    def ask(document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps({"query": document, "variables": variables}).encode()
        request = urllib.request.Request(endpoint, body, headers)  # noqa: S310  # see _endpoint
        try:
            with opener.open(request, timeout=TIMEOUT) as response:
                return _data(response.read(MAX_ANSWER + 1))
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            why = getattr(reason, "strerror", None) or reason
            raise Unanswered(f"The gateway at {endpoint} can't be reached: {why}.") from None

    return ask


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def _endpoint(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unanswered("The address of the gateway can't be understood.") from None
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or port == 0
        or "@" in parts.netloc
    ):
        raise Unanswered("The address of the gateway must be like https://gateway.example/graphql.")
    path = parts.path if parts.path.strip("/") else "/graphql"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _refusal(error: urllib.error.HTTPError) -> Unanswered:
    """Say why the gateway refused; it answers in JSON, whatever stands before it may not."""
    try:
        _data(error.read(MAX_ANSWER))
    except Unanswered as unanswered:
        said = str(unanswered)
    except (OSError, HTTPException):
        said = ""
    else:
        said = "it was answered with data"
    hint = {
        401: " Put the key into GATEWAY_CLIENT_KEY, or into a file for --key-file.",
        404: " Is its endpoint another one? Usually it is /graphql.",
        429: " Try again later.",
    }.get(error.code, "")
    return Unanswered(f"The gateway refused the request (HTTP {error.code}). {said}{hint}".strip())


def _data(answer: bytes) -> dict[str, Any]:
    """Return the data of an answer."""
    if len(answer) > MAX_ANSWER:
        raise Unanswered("The answer is too long.")
    try:
        read = json.loads(answer)
        data = read.get("data")
        errors = [str(error["message"]) for error in read.get("errors") or ()]
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        raise Unanswered("The answer is no GraphQL.") from None
    if errors or not isinstance(data, dict):
        raise Unanswered(" ".join(errors) or "The answer is no GraphQL.")
    return data
