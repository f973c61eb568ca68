"""What one request may be."""

from pydantic import Field

from gateway.settings.section import Section


class RequestLimits(Section):
    """The size of a request, its document and its variables, and what it may cost."""

    max_batch_size: int = Field(
        100, ge=1, le=1_000, description="References that one request may have."
    )
    max_operations: int = Field(
        1,
        ge=1,
        le=100,
        description="GraphQL operations that one HTTP request may have, as a JSON list. With 1 no "
        "list is taken.",
    )
    max_body_bytes: int = Field(
        262_144, ge=1_000, le=16_777_216, description="Bytes of a request's body."
    )
    max_json_depth: int = Field(
        32, ge=4, le=200, description="Objects and lists within each other in a request's JSON."
    )
    max_json_values: int = Field(
        10_000, ge=100, le=1_000_000, description="Values in a request's JSON."
    )
    max_document_characters: int = Field(
        15_000, ge=100, le=1_000_000, description="Characters of a GraphQL document."
    )
    max_document_tokens: int = Field(
        1_000, ge=10, le=100_000, description="Tokens of a document, comments among them."
    )
    max_definitions: int = Field(
        20, ge=1, le=200, description="Operations and fragments of a document."
    )
    max_depth: int = Field(10, ge=1, le=30, description="Fields within each other.")
    max_introspection_depth: int = Field(
        15, ge=1, le=30, description="The same below `__schema` and `__type`."
    )
    max_aliases: int = Field(30, ge=0, le=100_000, description="Aliases in a document.")
    max_directives: int = Field(20, ge=0, le=100_000, description="Directives in a document.")
    max_repetitions: int = Field(
        3, ge=1, le=100_000, description="Uses of one response key in one place of a document."
    )
    max_fields: int = Field(
        1_500, ge=1, le=100_000, description="Fields of one operation, those of its fragments too."
    )
    max_variables: int = Field(100, ge=0, le=100_000, description="Variables in a document.")
    max_variable_characters: int = Field(
        1_000,
        ge=10,
        le=1_000_000,
        description="Characters of the variables that are no references.",
    )
    max_cost: int = Field(
        100_000,
        ge=1,
        le=1_000_000_000,
        description="Cost of a request: its references, each times the fields that are selected "
        "for it.",
    )
    max_errors: int = Field(5, ge=1, le=1_000, description="Errors that an answer lists.")
