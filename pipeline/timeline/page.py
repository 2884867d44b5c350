"""A timeline → one self-contained page: drawn lanes, then every fact with its steps and the sentences that tell them.

No script, nothing loaded from elsewhere, every text escaped. Start with `as_html`; the page is `write/timeline.html`.
"""

from __future__ import annotations

from importlib import resources

from pipeline.lang import table
from pipeline.records import STATUSES
from pipeline.timeline.drawing import drawing_of
from pipeline.timeline.shown import Timeline

#: The shape of each status: filled when the money is as good as moved, hollow before that, crossed when it will not.
SHAPES = {
    "completed": ("sure", "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z"),
    "agreed": ("sure", "M-5.5-5.5h11v11h-11z"),
    "finalising": ("sure", "M0-7.5L7.5 0L0 7.5L-7.5 0z"),
    "in_talks": ("open", "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z"),
    "proposed": ("open", "M-5-5h10v10h-10z"),
    "planned": ("open", "M0-7L7 0L0 7L-7 0z"),
    "expected": ("open", "M-5-6L6.5 0L-5 6z"),
    "rumoured": ("vague", "M0-6.5L6.5 5.5h-13z"),
    "hypothetical": ("vague", "M0 6.5L6.5-5.5h-13z"),
    "cancelled": ("off", "M-5.5-5.5L5.5 5.5M5.5-5.5L-5.5 5.5"),
    "denied": ("off", "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0zM-4 4L4-4"),
}
#: The template stands with the other one; pipeline.write holds what leaves the house.
PAGE = "timeline.html"


def as_html(shown: Timeline) -> str:
    """The page of a timeline.

    >>> page = as_html(Timeline("en", "<script>", "No facts.", ()))
    >>> "&lt;script&gt;" in page, "<script" in page
    (True, False)
    """
    from jinja2 import Environment, StrictUndefined

    told = {step.status for matter in shown.matters for fact in matter.facts for step in fact.steps}
    told |= {fact.status for matter in shown.matters for fact in matter.facts}
    words = table(shown.language, "timeline")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = (resources.files("pipeline.write") / PAGE).read_text("utf-8")
    return environment.from_string(source).render(
        shown=shown,
        drawings=[drawing_of(matter, shown.language) for matter in shown.matters],
        articles={article.number: article for article in shown.articles},
        statuses=[status for status in STATUSES if status in told],
        status_words=words["statuses"],
        shapes=SHAPES,
        words=words["words"],
    )
