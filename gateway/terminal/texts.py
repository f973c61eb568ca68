"""Make texts from outside harmless for a terminal."""

import unicodedata

_BLANKS = str.maketrans(dict.fromkeys("\t\n\v\f\r\x85\u2028\u2029", " "))

# Control characters and escape sequences; marks that turn the direction of what follows or have no
# width; surrogates and characters for private use, which a terminal may draw as anything.
_UNFIT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: object) -> str:
    """Return a text on one line in which nothing commands the terminal; None is empty.

    What is unfit becomes U+FFFD, so that it can be seen that something was there.
    """
    if text is None:
        return ""
    line = " ".join(str(text).translate(_BLANKS).split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(_fit(char) for char in line)


def _fit(char: str) -> str:
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _UNFIT else char
