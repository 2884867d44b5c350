"""The tables that leave the pipeline: per column its name, Arrow type, nullability and meaning.

The one source for the CSV and Parquet writers, `claims schema`, the README's table and the check of every row. Nothing
enters; start with `TABLES` (what each article gives), `ACROSS` (what the articles of a run tell together) and `arrow_schema`. The definition behind it is the specification of the claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.records import (
    CURRENCY_BASES,
    FACT_DOUBTS,
    GRANULARITIES,
    KINDS,
    LANGUAGES,
    MENTION_KINDS,
    OUTCOMES,
    PARTY_KINDS,
    PERS,
    RELATIONS,
    REVIEWS,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
)

if TYPE_CHECKING:
    import pyarrow as pa

#: Raised when a column is added, removed or changes its meaning; written into every Parquet file.
SCHEMA_VERSION = "2"

#: Amounts are exact: 32 digits before the point (a quadrillion of any currency and far beyond), 6 after it.
PRECISION, SCALE = 38, 6

TEXT = "string"
CODE = "dictionary<string>"
FLAG = "bool"
COUNT = "int32"
SCORE = "float64"
DAY = "date32"
AMOUNT = f"decimal128({PRECISION}, {SCALE})"
NAMES = "list<string>"
EVIDENCE = "list<struct<role: string, start: int32, end: int32>>"
STATUS_HISTORY = "list<struct<status: string, date: date32, article_id: string>>"
#: What a value of each type is in Python.
PYTHON_TYPES: dict[str, type] = {
    TEXT: str, CODE: str, FLAG: bool, COUNT: int, SCORE: float, DAY: date, AMOUNT: Decimal, NAMES: list, EVIDENCE: list,
    STATUS_HISTORY: list,
}  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `values` is the closed vocabulary of the column, where it has one."""

    name: str
    type: str
    meaning: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    parquet_only: bool = False


def _party(role: str, meaning: str) -> Column:
    return Column(role, NAMES, f"{meaning}, names in order of mention; empty when the article ties none to this amount")


CLAIMS = (
    Column("claim_id", TEXT, "digest of article, span and values; the same claim has the same id in every run"),
    Column("fact_id", TEXT, "shared by the rows of all articles that tell the same fact, see the table `facts`"),
    Column("is_main", FLAG, "the fullest row of its fact: sum and count these rows to count nothing twice"),
    Column("article_id", TEXT, "the article, see the table `articles`"),
    Column("language", CODE, "language of the article", values=LANGUAGES),
    Column("published", DAY, "day of publication", nullable=True),
    Column("publisher", TEXT, "who published the article", nullable=True),
    Column("title", TEXT, "title of the article", nullable=True),
    Column("url", TEXT, "address of the article", nullable=True),
    Column("amount_text", TEXT, "the amount as written, with its words of bound and approximation"),
    Column("amount_start", COUNT, "where `amount_text` begins in the article's text (code points)"),
    Column("amount_end", COUNT, "where `amount_text` ends, exclusive"),
    Column("amount_min", AMOUNT, "at least this, in units of the currency; null for “up to”", nullable=True),
    Column("amount_max", AMOUNT, "at most this, equal to `amount_min` for a plain amount; null for “more than”", True),
    Column("amount_approx", FLAG, "the article says about, nearly, environ, près de …"),
    Column("currency", CODE, "ISO 4217 code"),
    Column("currency_basis", CODE, "how the currency is known", values=CURRENCY_BASES),
    Column("per", CODE, "what the amount is for one of", nullable=True, values=PERS),
    Column(
        "conversion_of", TEXT, "the `claim_id` of the amount that this one gives in another currency", nullable=True
    ),
    Column("kind", CODE, "what the amount is", values=KINDS),
    _party("payer", "from whom the money leaves"),
    _party("recipient", "to whom it goes"),
    _party("subject", "whom a level or change describes"),
    _party("object", "what it is about"),
    Column("status", CODE, "how certain the event or figure is, as told on the article's date", values=STATUSES),
    Column("source", TEXT, "whom the article names for the statement", nullable=True),
    Column("source_kind", CODE, "`none` when the article speaks for itself", values=SOURCE_KINDS),
    Column("date_text", TEXT, "the words that date the event or figure", nullable=True),
    Column("date_start", DAY, "first day of the event or figure; null when open", nullable=True),
    Column("date_end", DAY, "last day of it, inclusive; null when open", nullable=True),
    Column("date_granularity", CODE, "how finely it is dated", nullable=True, values=GRANULARITIES),
    Column("sentence", TEXT, "the sentence of the amount"),
    Column("sentence_start", COUNT, "where the sentence begins in the article's text"),
    Column("sentence_end", COUNT, "where it ends, exclusive"),
    Column("evidence", EVIDENCE, "the spans that decided: parties, trigger, status cue, source and date"),
    Column("confidence", SCORE, "from 0 to 1; rank rows for reading by it"),
    Column("review", NAMES, "reasons for a person to look at the row, mostly empty", values=tuple(REVIEWS)),
    Column("rules", NAMES, "the rules that made the row"),
)

MENTIONS = (
    Column("article_id", TEXT, "the article, see the table `articles`"),
    Column("kind", CODE, "what is mentioned", values=MENTION_KINDS),
    Column("start", COUNT, "where the mention begins in the article's text (code points)"),
    Column("end", COUNT, "where it ends, exclusive"),
    Column("text", TEXT, "the words"),
    Column(
        "value",
        TEXT,
        "amount: bounds and ISO code; date: TIMEX3 value (2025-02, 2025-Q1, P12M); party, source: name",
        True,
    ),
    Column("rule", TEXT, "the rule that found it", nullable=True),
)

ARTICLES = (
    Column("article_id", TEXT, "the input's own id, else its path (and `#` with its position in a file of many)"),
    Column("source_file", TEXT, "the file it came from"),
    Column("format", CODE, "how it was read"),
    Column("outcome", CODE, "what became of it", values=OUTCOMES),
    Column("reason", TEXT, "why it was skipped or failed, or what is odd about it", nullable=True),
    Column("language", CODE, "language as decided", nullable=True, values=LANGUAGES),
    Column("title", TEXT, "its title", nullable=True),
    Column("published", DAY, "day of publication, against which relative dates are read", nullable=True),
    Column("published_origin", CODE, "where that day was found", nullable=True),
    Column("publisher", TEXT, "who published it", nullable=True),
    Column("url", TEXT, "its address", nullable=True),
    Column("characters", COUNT, "length of its text in code points"),
    Column("sentences", COUNT, "number of sentences"),
    Column("claims", COUNT, "number of rows in `claims`"),
    Column("digest", TEXT, "SHA-256 of its text", nullable=True),
    Column(
        "duplicate_of", TEXT, "the `article_id` of which this is a copy or an earlier version; it has no claims", True
    ),
    Column("similar_to", TEXT, "the `article_id` of an earlier row whose text is much the same", nullable=True),
    Column("text", TEXT, "the text into which every offset points", nullable=True, parquet_only=True),
)

DROPPED = (
    Column("article_id", TEXT, "the article, see the table `articles`"),
    Column("start", COUNT, "where the candidate begins in the article's text (code points)"),
    Column("end", COUNT, "where it ends, exclusive"),
    Column("text", TEXT, "the words"),
    Column("stage", CODE, "the stage that refused it"),
    Column("reason", TEXT, "why it is no claim"),
)

PARTIES = (
    Column("party_key", TEXT, "the party, the same in every run that has its first article"),
    Column("name", TEXT, "its fullest name, as the articles write it"),
    Column("kind", CODE, "what it is, as far as the names tell", values=PARTY_KINDS),
    Column("aliases", NAMES, "every other form of its name, in order of first use"),
    Column("claims", COUNT, "number of claims in which it has a role"),
    Column("articles", COUNT, "number of articles of these claims"),
    Column("first_seen", DAY, "day of the first of these articles", nullable=True),
    Column("last_seen", DAY, "day of the last of them", nullable=True),
    Column("joins", NAMES, "why names were taken for one party, one reason per join"),
)


def _keys(role: str) -> Column:
    return Column(f"{role}_keys", NAMES, f"the `party_key` of each party in `{role}`")


FACTS = (
    Column("fact_id", TEXT, "digest of the first claim that tells the fact; `claims.fact_id` points here"),
    Column(
        "matter_id", TEXT, "shared by facts of one matter: those that relations tie, and those of one kind and parties"
    ),
    Column("kind", CODE, "what the amount is", values=KINDS),
    _party("payer", "from whom the money leaves"),
    _party("recipient", "to whom it goes"),
    _party("subject", "whom a level or change describes"),
    _party("object", "what it is about"),
    *(_keys(role) for role in ROLES),
    Column("amount_text", TEXT, "the amount as the main claim writes it"),
    Column("amount_min", AMOUNT, "at least this, as the main claim tells; null for “up to”", nullable=True),
    Column("amount_max", AMOUNT, "at most this, as the main claim tells; null for “more than”", nullable=True),
    Column("amount_approx", FLAG, "the main claim says about, nearly, environ, près de …"),
    Column("currency", CODE, "ISO 4217 code of the main claim"),
    Column("per", CODE, "what the amount is for one of", nullable=True, values=PERS),
    Column("first_amount_min", AMOUNT, "at least this, as first told in this currency", nullable=True),
    Column("first_amount_max", AMOUNT, "at most this, as first told in this currency", nullable=True),
    Column("status", CODE, "how certain the fact is as last told", values=STATUSES),
    Column("status_since", DAY, "day of the article that first told this status", nullable=True),
    Column("status_article", TEXT, "that article"),
    Column(
        "statuses", STATUS_HISTORY, "every status the fact went through, in order, with the article that first told it"
    ),
    Column("date_start", DAY, "first day of the event or figure; null when open", nullable=True),
    Column("date_end", DAY, "last day of it, inclusive; null when open", nullable=True),
    Column("date_granularity", CODE, "how finely it is dated", nullable=True, values=GRANULARITIES),
    Column("first_told", DAY, "day of the first article that tells it", nullable=True),
    Column("last_told", DAY, "day of the last one", nullable=True),
    Column("claims", COUNT, "number of claims that tell it"),
    Column("articles", COUNT, "number of articles that tell it"),
    Column("publishers", COUNT, "number of publishers that tell it"),
    Column("named_sources", NAMES, "whom the articles name for it"),
    Column("anonymous_sources", COUNT, "number of claims that rest on a source without a name"),
    Column("main_claim_id", TEXT, "the fullest claim that tells it"),
    Column("joins", NAMES, "why claims of other articles were taken for this fact, one reason per article"),
    Column("confidence", SCORE, "from 0 to 1, of its claims and of what joined them"),
    Column("doubts", NAMES, "reasons for a person to look at the fact, mostly empty", values=tuple(FACT_DOUBTS)),
)

FACT_RELATIONS = (
    Column("from_fact", TEXT, "the fact that supersedes, is a part, or contradicts"),
    Column("relation", CODE, "how the two facts are tied", values=RELATIONS),
    Column("to_fact", TEXT, "the fact that is superseded, the total, or the other telling"),
    Column("reason", TEXT, "why, in words, with the sum where one was checked"),
    Column("rule", CODE, "the rule that tied them"),
    Column("confidence", SCORE, "from 0 to 1"),
)

#: What each article gives by itself.
TABLES: dict[str, tuple[Column, ...]] = {
    "claims": CLAIMS, "mentions": MENTIONS, "articles": ARTICLES, "dropped": DROPPED,
}  # fmt: skip
#: What the articles of a run tell together.
ACROSS: dict[str, tuple[Column, ...]] = {
    "parties": PARTIES, "facts": FACTS, "fact_relations": FACT_RELATIONS,
}  # fmt: skip
EVERY = TABLES | ACROSS


def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, in order.

    >>> [column.name for column in columns("dropped")]
    ['article_id', 'start', 'end', 'text', 'stage', 'reason']
    >>> columns("rumours")
    Traceback (most recent call last):
    ValueError: no table 'rumours', only claims, mentions, articles, dropped, parties, facts, fact_relations
    """
    if table not in EVERY:
        raise ValueError(f"no table {table!r}, only {', '.join(EVERY)}")
    return EVERY[table]


def check(table: str, row: Mapping[str, Any]) -> None:
    """Refuse a row that the table cannot hold, naming table, column and value.

    >>> row = {"article_id": "a.txt", "start": 0, "end": 3, "text": "3 M", "stage": "amounts", "reason": "no currency"}
    >>> check("dropped", row)
    >>> check("dropped", {**row, "text": None})
    Traceback (most recent call last):
    ValueError: dropped.text: None is not a string
    """
    for column in columns(table):
        value = row[column.name]
        if value is None and column.nullable:
            continue
        # bool is an int in Python, and neither may stand for the other in a table
        if not isinstance(value, PYTHON_TYPES[column.type]) or isinstance(value, bool) != (column.type == FLAG):
            raise ValueError(f"{table}.{column.name}: {value!r:.80} is not a {column.type}")
        if column.values and not set(value if isinstance(value, list) else [value]) <= set(column.values):
            raise ValueError(f"{table}.{column.name}: {value!r:.80} is none of {', '.join(column.values)}")


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table; descriptions in the metadata of its fields, table and version in its own.

    >>> arrow_schema("claims").field("amount_min").type
    Decimal128Type(decimal128(38, 6))
    >>> arrow_schema("claims").field("is_main").metadata[b"description"].decode()
    'the fullest row of its fact: sum and count these rows to count nothing twice'
    """
    import pyarrow as pa

    span = pa.struct(
        [pa.field("role", pa.string(), False), pa.field("start", pa.int32(), False), pa.field("end", pa.int32(), False)]
    )
    status = pa.struct(
        [
            pa.field("status", pa.string(), False),
            pa.field("date", pa.date32()),
            pa.field("article_id", pa.string(), False),
        ]
    )
    types = {
        TEXT: pa.string(),
        CODE: pa.dictionary(pa.int32(), pa.string()),
        FLAG: pa.bool_(),
        COUNT: pa.int32(),
        SCORE: pa.float64(),
        DAY: pa.date32(),
        AMOUNT: pa.decimal128(PRECISION, SCALE),
        NAMES: pa.list_(pa.field("element", pa.string(), False)),
        EVIDENCE: pa.list_(pa.field("element", span, False)),
        STATUS_HISTORY: pa.list_(pa.field("element", status, False)),
    }
    fields = [
        pa.field(column.name, types[column.type], column.nullable, metadata={"description": describe(column)})
        for column in columns(table)
    ]
    return pa.schema(fields, metadata={"table": table, "schema_version": SCHEMA_VERSION})


def describe(column: Column) -> str:
    """The meaning of a column with its vocabulary.

    >>> describe(columns("mentions")[1])
    'what is mentioned: amount, date, party, source'
    """
    return f"{column.meaning}: {', '.join(column.values)}" if column.values else column.meaning


def markdown(table: str) -> str:
    """The columns of a table as a Markdown table, for the README and `claims schema`.

    >>> print(markdown("dropped").splitlines()[2])
    | `article_id` | string | no | the article, see the table `articles` |
    """
    lines = ["| column | type | null | meaning |", "|---|---|---|---|"]
    for column in columns(table):
        meaning = describe(column) + (" (in the Parquet only)" if column.parquet_only else "")
        lines.append(f"| `{column.name}` | {column.type} | {'yes' if column.nullable else 'no'} | {meaning} |")
    return "\n".join(lines)
