"""Facts across articles → the history of a matter for a person, on the terminal or as HTML.

Rows of facts, relations, parties and claims enter, text leaves. Read `choose` (which facts), `view` (what is shown of
them), then `on_terminal` and `page` (how).
"""

from pipeline.timeline.choose import Choice, NoParty, SeveralParties, chosen
from pipeline.timeline.for_programs import as_json
from pipeline.timeline.on_terminal import WIDTH, on_terminal
from pipeline.timeline.page import as_html
from pipeline.timeline.shown import Timeline
from pipeline.timeline.view import view

__all__ = [
    "WIDTH",
    "Choice",
    "NoParty",
    "SeveralParties",
    "Timeline",
    "as_html",
    "as_json",
    "chosen",
    "on_terminal",
    "view",
]
