"""How names of places are compared."""

import unicodedata


def fold(name: str) -> str:
    """Return `name` without case, accents, blanks and punctuation: `St. Pölten` → `stpolten`."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
    name = name.replace("&", "and")
    # Combining accents are no letters, so they go together with the punctuation.
    return "".join(filter(str.isalnum, name.casefold()))
