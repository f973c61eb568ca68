"""Everything that can go wrong, as one tree.

    GatewayError
    ├── InvalidInput            what the caller sent is at fault; no provider was asked
    │   ├── InvalidReference
    │   ├── CarrierRequired
    │   ├── BadUserInput
    │   └── LimitExceeded       the request is larger than the gateway takes
    │       ├── JsonTooDeep
    │       ├── JsonTooLarge
    │       ├── DocumentTooLong
    │       ├── TooManyTokens
    │       ├── TooDeep
    │       ├── IntrospectionTooDeep
    │       ├── TooManyDefinitions
    │       ├── TooManyVariables
    │       ├── TooManyAliases
    │       ├── TooManyDirectives
    │       ├── TooManyRepetitions
    │       ├── TooManyFields
    │       ├── TooManyReferences
    │       ├── VariablesTooLong
    │       └── TooCostly
    ├── ProviderError           one provider's part failed; `provider` says which
    │   ├── NotFound
    │   ├── CarrierNotSupported
    │   ├── ProviderAuth
    │   ├── RateLimited
    │   ├── Timeout
    │   ├── Unavailable
    │   ├── BadResponse
    │   └── NotConfigured
    ├── Internal                a fault of the gateway
    └── SettingsError           the operator's settings are at fault; raised at start only

Errors are conditions; a condition's code is its name in upper case with underscores. Every message
is written here or beside the place that raises it: no text of a provider, of a library or of a
caller gets into one unchecked.
"""

import re


def _code(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


class GatewayError(Exception):
    """The root. `message` is fit for callers.

    `retryable` says whether asking again later can help.
    """

    code = "INTERNAL"
    retryable = False

    def __init_subclass__(cls) -> None:
        cls.code = _code(cls.__name__)

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(GatewayError):
    """What the caller sent is at fault, and no provider was asked."""


class InvalidReference(InvalidInput):
    """The reference is empty, malformed or contradicts itself."""


class CarrierRequired(InvalidInput):
    """The carrier can't be worked out from the tracking number alone."""


class BadUserInput(InvalidInput):
    """The request asks for something that does not exist, e.g. no reference at all."""


class LimitExceeded(InvalidInput):
    """The request is larger than the gateway takes, and nothing was done for it.

    `limit` is the most that it takes; `found` is what the request has, None where that was not
    counted to its end. Each message is made of the limit.
    """

    words = "The request is larger than {limit}."

    def __init__(self, limit: int, found: int | None = None) -> None:
        super().__init__(self.words.format(limit=limit))
        self.limit = limit
        self.found = found


class JsonTooDeep(LimitExceeded):
    """Objects and lists are nested deeper than `max_json_depth`."""

    words = "The request's JSON is nested deeper than {limit} levels."


class JsonTooLarge(LimitExceeded):
    """More values than `max_json_values`."""

    words = "The request's JSON has more than {limit} values."


class DocumentTooLong(LimitExceeded):
    """More characters than `max_document_characters`."""

    words = "The document has more than {limit} characters."


class TooManyTokens(LimitExceeded):
    """More tokens than `max_document_tokens`."""

    words = "The document has more than {limit} tokens, comments among them."


class TooDeep(LimitExceeded):
    """Fields are nested deeper than `max_depth`, or brackets deeper than could be parsed."""

    words = "The document is nested deeper than {limit} levels."


class IntrospectionTooDeep(LimitExceeded):
    """The same, below `__schema` or `__type`, with `max_introspection_depth`."""

    words = "The document asks for the schema deeper than {limit} levels."


class TooManyDefinitions(LimitExceeded):
    """More operations and fragments than `max_definitions`."""

    words = "The document has more than {limit} operations and fragments."


class TooManyVariables(LimitExceeded):
    """More variables than `max_variables`."""

    words = "The document has more than {limit} variables."


class TooManyAliases(LimitExceeded):
    """More aliases than `max_aliases`."""

    words = "The document has more than {limit} aliases."


class TooManyDirectives(LimitExceeded):
    """More directives than `max_directives`."""

    words = "The document has more than {limit} directives."


class TooManyRepetitions(LimitExceeded):
    """One response key, or one fragment, more often in one place than `max_repetitions`."""

    words = "The document has the same field or fragment more than {limit} times in one place."


class TooManyFields(LimitExceeded):
    """More fields in one operation, those of its fragments included, than `max_fields`."""

    words = "The operation has more than {limit} fields, those of its fragments included."


class TooManyReferences(LimitExceeded):
    """More references in one request than `gateway.maxBatchSize`."""

    words = "The request has more than {limit} references."


class VariablesTooLong(LimitExceeded):
    """More text in variables that are no references than `max_variable_characters`."""

    words = "The variables that are no references have more than {limit} characters."


class TooCostly(LimitExceeded):
    """More to be read, in fields of references, than `max_cost`."""

    words = "The request costs more than {limit}: ask for fewer references, or for fewer fields."


class ProviderError(GatewayError):
    """One provider's part failed.

    `provider` is the name of its `ProviderCode`; `retry_after` is in seconds; `status` is the HTTP
    status of its answer; `upstream_code` and `request_id` are the provider's own, cleaned of
    everything but letters, digits, `_`, `.` and `-`. Each is None where it is not known.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        status: int | None = None,
        upstream_code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.status = status
        self.upstream_code = upstream_code
        self.request_id = request_id
        self.retry_after = retry_after


class NotFound(ProviderError):
    """The provider does not know the shipment."""


class CarrierNotSupported(ProviderError):
    """The provider does not serve the carrier."""


class ProviderAuth(ProviderError):
    """The provider refused the gateway's credentials."""


class RateLimited(ProviderError):
    """The provider's quota, or the gateway's pacing for it, is exhausted."""

    retryable = True


class Timeout(ProviderError):
    """The provider did not answer in time."""

    retryable = True


class Unavailable(ProviderError):
    """The provider is down, or could not be reached."""

    retryable = True


class BadResponse(ProviderError):
    """The provider answered something that is not what was asked for."""

    retryable = True


class NotConfigured(ProviderError):
    """The provider has no credentials in this gateway."""


class Internal(GatewayError):
    """A fault of the gateway. `incident` is the name by which the log tells what it was."""

    def __init__(self, incident: str) -> None:
        super().__init__(f"The gateway has a fault. It is logged as incident {incident}.")
        self.incident = incident


class SettingsError(GatewayError):
    """The settings are at fault. `problems` lists all of them, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
