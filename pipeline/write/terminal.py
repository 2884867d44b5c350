"""Text of articles → text that a terminal may show.

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


def _shown(character: str) -> str:
    if character in "\n\r\t\u2028\u2029":
        return " "
    category = unicodedata.category(character)
    return "" if category == "Cf" else "�" if category in {"Cc", "Cs"} else character
