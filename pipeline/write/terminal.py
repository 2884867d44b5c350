"""Text of articles → text that a terminal may show, and numbers with their nouns.

Article text is data: an escape sequence in it must not move the cursor, change colours or rename the window.
"""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text with every control character replaced by U+FFFD and white space by a plain space; format characters,
    which are invisible and can turn the direction of a line round, are left out.

    >>> printable("3 M€\\x1b[31m\\n au total")
    '3 M€�[31m  au total'
    >>> printable("mil\\u00adliards\\u202e"), printable("75\\u202f000 €")
    ('milliards', '75\\u202f000 €')
    """
    return "".join(_shown(character) for character in text)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun in singular or plural.

    >>> counted(1, "file"), counted(1200, "file"), counted(0, "party", "parties")
    ('1 file', '1,200 files', '0 parties')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _shown(character: str) -> str:
    if character in "\n\r\t\u2028\u2029":
        return " "
    category = unicodedata.category(character)
    return "" if category == "Cf" else "�" if category in {"Cc", "Cs"} else character
