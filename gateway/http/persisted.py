"""Find the document that a request names instead of sending it.

The two dialects name the same documents: `documentId`, and `extensions.persistedQuery` of Apollo's
clients. These know what to do next by the messages and codes, which are Apollo's.

Source: Apollo Server, packages/server/src/internalErrorClasses.ts and requestPipeline.ts,
https://github.com/apollographql/apollo-server, read 2026-11-22.
"""

from collections.abc import Mapping

from gateway.cache import PersistedDocuments, hash_of
from gateway.http.request import GraphQLRequest, NotExecuted, Refused


class PersistedOperations:
    """The documents of a manifest, and those that clients have sent together with their hashes.

    `manifest` has documents by their identifiers. Without `sent`, clients can't add any. With
    `only_manifest`, a document that is sent is refused, whatever it is.
    """

    def __init__(
        self,
        manifest: Mapping[str, str],
        sent: PersistedDocuments | None,
        *,
        only_manifest: bool = False,
    ) -> None:
        self._manifest = {**{hash_of(text): text for text in manifest.values()}, **manifest}
        self._sent = None if only_manifest else sent
        self._only_manifest = only_manifest

    async def text(self, wanted: GraphQLRequest) -> str:
        """Return the text of the document that a request is about.

        Raises:
            Refused: there is none, or it may not be executed.
        """
        if wanted.query is None:
            return await self._find(wanted.document_id or "")
        if self._only_manifest:
            message = "Only operations of the manifest are executed: name one by its identifier."
            raise NotExecuted(403, "PERSISTED_QUERY_ONLY", message)
        if wanted.document_id is not None:
            self._check(wanted.document_id, wanted.query)
        return wanted.query

    async def keep(self, wanted: GraphQLRequest) -> None:
        """Keep the document of a request that was good enough to be executed."""
        if self._sent is not None and is_introduction(wanted) and wanted.query is not None:
            await self._sent.keep(wanted.query)

    async def _find(self, name: str) -> str:
        text = self._manifest.get(name)
        if text is None and self._sent is not None:
            text = await self._sent.find(name)
        if text is not None:
            return text
        if self._sent is None and not self._only_manifest:
            # Apollo's clients send texts alone from then on.
            raise NotExecuted(422, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
        raise NotExecuted(422, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")

    def _check(self, name: str, text: str) -> None:
        if self._manifest.get(name) != text and name != hash_of(text):
            message = "provided sha does not match query"
            raise Refused(422, "PERSISTED_QUERY_HASH_MISMATCH", message)


def is_introduction(wanted: GraphQLRequest) -> bool:
    """Say whether a request has both a document and its name."""
    return wanted.query is not None and wanted.document_id is not None
