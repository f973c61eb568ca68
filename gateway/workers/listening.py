"""Where a gateway listens."""

import socket

# What a browser on this machine reaches as `localhost`.
_ALL_OR_LOOPBACK = {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104  # compared, never bound


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that takes connections, for all workers.

    Raises:
        OSError: the address can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=4_096)


def address(listener: socket.socket) -> str:
    """Return the address that reaches it, from this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://{'localhost' if host in _ALL_OR_LOOPBACK else host}:{port}"
