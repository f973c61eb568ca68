"""Parse a document, and stop as soon as it is larger than it may be.

graphql-core's parser goes down one level of Python's stack after the other, and its lexer goes
from letter to letter: what is too long, or nested too deeply, has to be seen before either.
"""

from dataclasses import dataclass

from graphql import DocumentNode, GraphQLSyntaxError, Lexer, Source, Token, TokenKind
from graphql.language.parser import Parser

from gateway.errors import DocumentTooLong, TooDeep, TooManyDirectives, TooManyTokens
from gateway.settings import Settings

MAX_NESTING = 64
"""Brackets of any kind within each other; the parser could take about twice as many.

The depth of a document is less: arguments and inline fragments have brackets, too.
"""

MAX_DIGITS = 1_000
"""Characters of a number; Python takes thousands of digits for an attack, too."""

_NUMBERS = frozenset({TokenKind.FLOAT, TokenKind.INT})
_OPENING = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
_CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document, and how much was written. A comment is a token, too."""

    ast: DocumentNode
    characters: int
    tokens: int
    directives: int


def parse_within(text: str, limits: Settings) -> Parsed:
    """Parse a document.

    Raises:
        LimitExceeded: it is too long, has too many tokens or directives, or nests too deeply.
        GraphQLSyntaxError: it is no document.
    """
    if len(text) > limits.max_document_characters:
        raise DocumentTooLong(limits.max_document_characters, len(text))
    lexer = _BoundedLexer(Source(text), limits)
    first = lexer.token
    ast = Parser(lexer.source, lexer=lexer).parse_document()
    _unlink(first)
    return Parsed(ast, len(text), lexer.tokens, lexer.directives)


def _unlink(token: Token | None) -> None:
    """Part the tokens of a document: in a chain, all of them would wait for the collector."""
    while token is not None:
        following, token.prev, token.next = token.next, None, None
        token = following


class _BoundedLexer(Lexer):
    """Counts the tokens that it makes."""

    def __init__(self, source: Source, limits: Settings) -> None:
        super().__init__(source)
        self.tokens = 0
        self.directives = 0
        self._nesting = 0
        self._limits = limits

    def create_token(
        self, kind: TokenKind, start: int, end: int, value: str | None = None
    ) -> Token:
        """Create a token, unless it is one too many."""
        self.tokens += kind is not TokenKind.EOF
        if self.tokens > self._limits.max_document_tokens:
            raise TooManyTokens(self._limits.max_document_tokens)
        if kind in _OPENING:
            self._nesting += 1
            if self._nesting > MAX_NESTING:
                raise TooDeep(MAX_NESTING)
        elif kind in _CLOSING:
            self._nesting -= 1
        elif kind is TokenKind.AT:
            self.directives += 1
            if self.directives > self._limits.max_directives:
                raise TooManyDirectives(self._limits.max_directives)
        elif kind in _NUMBERS and end - start > MAX_DIGITS:
            message = f"A number has more than {MAX_DIGITS} characters."
            raise GraphQLSyntaxError(self.source, start, message)
        return super().create_token(kind, start, end, value)
