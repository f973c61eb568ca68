"""The HTTP face: GraphQL over HTTP, the IDE, the board, the schema, health and metrics."""

from gateway.http.admission import Room
from gateway.http.board import Board
from gateway.http.face import create_face
from gateway.http.guard import Connections
from gateway.http.manifest import read_manifest
from gateway.http.origins import Pages
from gateway.http.persisted import PersistedOperations
from gateway.http.probes import Readiness
from gateway.http.refusals import CODES as REFUSAL_CODES

__all__ = [
    "REFUSAL_CODES",
    "Board",
    "Connections",
    "Pages",
    "PersistedOperations",
    "Readiness",
    "Room",
    "create_face",
    "read_manifest",
]
