"""The HTTP face: GraphQL over HTTP, the IDE, the schema, health."""

from gateway.http.face import create_face

__all__ = ["create_face"]
