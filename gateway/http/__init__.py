"""The HTTP face: GraphQL over HTTP, the IDE, the schema, health."""

from gateway.http.admission import Room
from gateway.http.face import create_face
from gateway.http.origins import Pages

__all__ = ["Pages", "Room", "create_face"]
