"""The frozen types that travel between the stages, and the closed vocabularies of the claims table.

Nothing enters; every other module imports from here. Start with `Article` and follow the pipeline down to `Claim`.
Spans are half-open intervals of Unicode code points in the article's text as read: `text[span.start:span.end]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LANGUAGES = ("en", "fr")

KINDS = (
    "investment", "funding_round", "acquisition", "securities_issue", "debt", "valuation", "market_move", "revenue",
    "profit", "loss", "spending", "savings", "contract", "shareholder_return", "penalty", "aid", "tax", "price", "pay",
    "damage", "holdings", "macro", "other",
)  # fmt: skip
#: Kinds that describe a level: they have a subject and neither payer nor recipient (spec §3).
LEVELS = frozenset({"valuation", "market_move", "revenue", "profit", "loss", "holdings", "macro"})
STATUSES = (
    "completed", "agreed", "finalising", "in_talks", "proposed", "planned", "expected", "rumoured", "cancelled",
    "denied", "hypothetical",
)  # fmt: skip
ROLES = ("payer", "recipient", "subject", "object")
#: Roles that a kind does not have (spec §3, rulings 9 and 16): levels and savings describe somebody, and nobody is described
#: where money goes from one to another.
_PAID, _DESCRIBED = frozenset({"payer", "recipient"}), frozenset({"subject"})
FOREIGN_ROLES = {
    kind: _PAID if kind in LEVELS | {"savings"} else _DESCRIBED
    for kind in KINDS
    if kind not in ("price", "debt", "other")
} | {"damage": frozenset({"payer"})}
PERS = (
    "share", "year", "month", "week", "day", "hour", "person", "household", "barrel", "ounce", "tonne", "kg", "litre",
    "gallon", "kwh", "mwh", "m2", "unit",
)  # fmt: skip
GRANULARITIES = ("day", "week", "month", "quarter", "half", "year", "decade", "range")
CURRENCY_BASES = ("explicit", "context", "default")
SOURCE_KINDS = ("named", "anonymous", "none")
OUTCOMES = ("ok", "skipped", "failed")
MENTION_KINDS = ("amount", "date", "party", "source")
PARTY_KINDS = ("company", "person", "public_body", "country", "place", "media", "group", "unnamed", "unknown")
RELATIONS = ("supersedes", "part_of", "contradicts")
#: Why a person should look at a fact: the fixed vocabulary of `facts.doubts`, each with its meaning.
FACT_DOUBTS = {
    "kinds_differ": "its claims were not all read as the same kind",
    "converted": "tellings in two currencies were joined at the exchange rate of the day",
    "rounded": "tellings of different precision were joined",
    "currency_unsure": "equal figures were joined although a bare word was read as another currency",
    "contradicted": "another telling of the same time gives a figure that cannot hold beside this one",
    "denied": "a telling denies it",
    "party_unsure": "no party of its claims is sure",
    "one_source": "several articles tell it, all from the same source",
}
#: Why a person should look at a row: the fixed vocabulary of `claims.review`, each with its meaning.
REVIEWS = {
    "currency_default": "the currency is the default reading of a bare word or symbol",
    "currency_unsure": "the article speaks for more than one currency",
    "magnitude_unsure": "the magnitude is written in a way that can be read twice",
    "kind_unsure": "no trigger decided the kind",
    "status_unsure": "the cues of the status disagree",
    "party_missing": "the kind calls for a party and the article ties none to this amount",
    "party_unsure": "more than one party could hold the role",
    "date_unresolved": "a date was found that could not be resolved",
    "no_article_date": "the article has no date, relative dates stay open",
    "duplicate_id": "two inputs carry the same id",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval of code points.

    >>> Span(3, 7).of("un milliard")
    'mill'
    >>> Span(0, 2).overlaps(Span(2, 4))
    False
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read. `text` never changes after reading; every offset of every table points into it."""

    id: str
    text: str
    title: str | None = None
    language: str | None = None  # as the input declares it; decided by `read.language` before extraction
    published: date | None = None
    published_origin: str | None = None  # "metadata", "front matter", "dateline", "file name", …
    publisher: str | None = None
    url: str | None = None
    source_file: str = ""
    format: str = "text"
    duplicate_id: bool = False
    note: str | None = None  # what reading found odd, told in `articles.reason`: "decoded as cp1252"
    item: str | None = None  # what an agency or a feed calls the item over all its versions: a guid
    version: str | None = None  # which version of the item this is, as given: "11"

    @property
    def title_span(self) -> Span | None:
        """Where the title stands, when the text begins with it."""
        if self.title and self.text.startswith(self.title):
            return Span(0, len(self.title))
        return None


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that gave no article: it becomes a row of `articles` with its reason and stops nothing."""

    id: str
    source_file: str
    format: str
    outcome: str  # "skipped" or "failed"
    reason: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word as the parser sees it, in article offsets. `head` is the index of its governor in the sentence's tokens
    (its own index for a root). `morph` holds UD features as text, "Mood=Cnd|Tense=Pres"."""

    span: Span
    text: str  # folded
    lemma: str
    pos: str  # UPOS
    dep: str  # UD relation
    head: int
    morph: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A name found by the entity recogniser. The label is a weak hint, never a condition."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article; `tokens` and `entities` are empty until it has been parsed."""

    span: Span
    heading: bool = False  # a title, an intertitle: no full stop, stands alone
    tokens: tuple[Token, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountMention:
    """What the text says of an amount, before the currency is decided.

    `low` and `high` are decimals in units of the currency (bounds as in spec §1). `currencies` holds the ISO codes that
    the written head can mean, the default first: one code when the text is explicit.
    """

    span: Span  # with the cue words of bound and approximation
    core: Span  # from the first to the last word of number, magnitude and currency
    low: Decimal | None
    high: Decimal | None
    approx: bool
    currencies: tuple[str, ...]
    head: str  # the currency word or symbol as folded, "" when elided
    per: str | None = None
    per_span: Span | None = None
    conversion_of: int | None = None  # index of the mention that this one converts
    change_of: int | None = None  # index of the mention that this one changes from or to ("de 12 à 20 millions")
    vague: bool = False  # "des millions d'euros"
    rules: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # members of REVIEWS


@dataclass(frozen=True, slots=True)
class Money:
    """The value of an amount mention (spec §1)."""

    min: Decimal | None
    max: Decimal | None
    approx: bool
    currency: str
    basis: str
    per: str | None
    candidates: tuple[str, ...] = ()  # every ISO code weighed, the chosen one first
    rules: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """What the text says of a time. `parts` are the fields the grammar cut out, as sorted (name, value) pairs."""

    span: Span
    rule: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """The value of a date mention: a closed interval of days, and TIMEX3. Both sides None when it cannot be resolved."""

    start: date | None
    end: date | None
    granularity: str | None
    value: str  # TIMEX3: 2025-02, 2025-W52, 2025-Q1, P12M, PAST_REF; "" when unresolved
    mod: str | None = None  # TIMEX3 modifier: START, MID, END, APPROX, …
    direction: str | None = None  # "deadline" (d'ici, by), "since" (depuis, à compter de), None
    basis: str = "absolute"  # what it was resolved against: "absolute", "article", "text", "fiscal"
    rules: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PartyMention:
    """One place where the text speaks of a party."""

    span: Span
    form: str  # "name", "acronym", "description", "pronoun", "possessive"
    rule: str


@dataclass(frozen=True, slots=True)
class Party:
    """A party of one article. `name` is its fullest form as the article writes it, `key` compares across spellings."""

    name: str
    key: str
    kind: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[PartyMention, ...] = ()
    rules: tuple[str, ...] = ()  # evidence of each join


@dataclass(frozen=True, slots=True)
class Filler:
    """A party in a role of a claim, with the span that names it nearest to the amount."""

    role: str
    name: str
    span: Span
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Whom the article names for a statement (spec §5)."""

    name: str | None
    kind: str  # SOURCE_KINDS
    span: Span | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that decided something about a claim. `role` is a party role, "trigger", "status", "source" or "date"."""

    role: str
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the claims table, see the column descriptions in `schema`."""

    claim_id: str
    fact_id: str
    is_main: bool
    amount: AmountMention
    money: Money
    conversion_of: str | None
    kind: str
    fillers: tuple[Filler, ...]
    status: str
    source: Source
    date_span: Span | None
    when: When | None
    sentence: Span
    evidence: tuple[Evidence, ...]
    confidence: float
    review: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def names(self, role: str) -> tuple[str, ...]:
        """The names in a role, in order of mention, each once."""
        return tuple(dict.fromkeys(f.name for f in self.fillers if f.role == role))


@dataclass(frozen=True, slots=True)
class Mention:
    """One row of the mentions table."""

    kind: str
    span: Span
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that was refused, with the stage that refused it and a reason a person understands."""

    span: Span
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one article gives."""

    article: Article
    sentences: tuple[Sentence, ...] = ()
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    parties: tuple[Party, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Document:
    """What finding and normalising made of one article: the input of the link stage.

    `folded` is the text that every span points into. `moneys[i]` is the value of `amounts[i]`, `whens[i]` of `dates[i]`.
    Sentences that no stage needs are unparsed (no tokens).
    """

    article: Article
    folded: str
    sentences: tuple[Sentence, ...]
    amounts: tuple[AmountMention, ...]
    moneys: tuple[Money, ...]
    dates: tuple[DateMention, ...]
    whens: tuple[When, ...]
    parties: tuple[Party, ...]
