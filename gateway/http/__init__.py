"""The HTTP face: GraphQL over HTTP, the IDE, the schema, health."""

from gateway.http.admission import Room
from gateway.http.face import create_face

__all__ = ["Room", "create_face"]
