"""Which URLs name a cache."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from gateway.errors import SettingsError

MEMORY = "memory"
UNIX = "unix"
SCHEMES = (MEMORY, "redis", "rediss", UNIX)
TLS_FILES = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"})
TLS_OPTIONS = TLS_FILES | {"ssl_cert_reqs"}
CERTIFICATE_CHECKS = ("required", "optional", "none")
ESCAPING = "a user name or password with @ : / ? # or % in it must be percent-encoded"


def check_url(url: str) -> str:
    """Return the scheme of a cache's URL: one of `SCHEMES`.

    Raises:
        SettingsError: The URL names no cache. The sentences never repeat what may be a secret.
    """
    try:
        parts = urlsplit(url)
        problems = list(_problems(parts))
    except ValueError:
        problems = [f"The cache's URL can't be understood; {ESCAPING}."]
    if problems:
        raise SettingsError(problems)
    return parts.scheme


def _problems(parts: SplitResult) -> Iterator[str]:
    if parts.scheme not in SCHEMES:
        names = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        yield f"The cache's URL must begin with one of {names}."
    elif parts.scheme == MEMORY:
        if parts.netloc or parts.path or parts.query or parts.fragment:
            yield "The cache's URL takes nothing after memory://."
    else:
        yield from _server_problems(parts)


def _server_problems(parts: SplitResult) -> Iterator[str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.fragment or parts.netloc.count("@") > 1:
        yield f"The cache's URL can't be understood; {ESCAPING}."
    if parts.scheme == UNIX:
        if parts.hostname or parts.path in ("", "/"):
            yield "The cache's URL must name a socket by its full path: unix:///run/redis.sock."
        database = options.pop("db", "0")
    else:
        if not parts.hostname or parts.port == 0:
            yield f"The cache's URL must name a server, as in redis://localhost:6379/0; {ESCAPING}."
        database = parts.path.removeprefix("/") or "0"
    if not (database.isascii() and database.isdecimal()):
        yield "The cache's database must be a number, as in redis://localhost:6379/0."
    yield from _option_problems(parts.scheme, options)


def _option_problems(scheme: str, options: Mapping[str, str]) -> Iterator[str]:
    known = TLS_OPTIONS if scheme == "rediss" else frozenset[str]()
    if options.keys() - known:
        allowed = ", ".join(sorted(known)) or "none"
        yield f"The cache's URL has an unknown option; those of {scheme}:// are: {allowed}."
    if options.get("ssl_cert_reqs", "required") not in CERTIFICATE_CHECKS:
        yield f"The cache's ssl_cert_reqs must be one of {', '.join(CERTIFICATE_CHECKS)}."
    for option in sorted(TLS_FILES & options.keys()):
        if not Path(options[option]).is_file():
            yield f"The cache's {option} must name a file."
