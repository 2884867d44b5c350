"""The tables have the columns of the specification, and a row that a table cannot hold is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from pipeline import records, schema
from pipeline.records import Extraction
from pipeline.write.rows import rows_of_extraction

COLUMNS = {
    "claims": """claim_id fact_id is_main article_id language published publisher title url amount_text amount_start
        amount_end amount_min amount_max amount_approx currency currency_basis per conversion_of kind payer recipient
        subject object status source source_kind date_text date_start date_end date_granularity sentence sentence_start
        sentence_end evidence confidence review rules""",
    "mentions": "article_id kind start end text value rule",
    "articles": """article_id source_file format outcome reason language title published published_origin publisher url
        characters sentences claims digest duplicate_of similar_to text""",
    "dropped": "article_id start end text stage reason",
    "parties": "party_key name kind aliases claims articles first_seen last_seen joins",
    "facts": """fact_id matter_id kind payer recipient subject object payer_keys recipient_keys subject_keys object_keys
        amount_text amount_min amount_max amount_approx currency per first_amount_min first_amount_max status status_since
        status_article statuses date_start date_end date_granularity first_told last_told claims articles publishers
        named_sources anonymous_sources main_claim_id joins confidence doubts""",
    "fact_relations": "from_fact relation to_fact reason rule confidence",
}


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_those_of_the_specification(table: str) -> None:
    assert [column.name for column in schema.columns(table)] == COLUMNS[table].split()
    assert list(COLUMNS) == [*schema.TABLES, *schema.ACROSS]


@pytest.mark.parametrize("table", COLUMNS)
def test_arrow_schema_says_what_each_column_means(table: str) -> None:
    arrow = schema.arrow_schema(table)
    assert arrow.metadata[b"table"].decode() == table
    for column, field in zip(schema.columns(table), arrow, strict=True):
        assert field.name == column.name
        assert field.nullable == column.nullable
        assert field.metadata[b"description"].decode().startswith(column.meaning)


def test_arrow_types() -> None:
    arrow = schema.arrow_schema("claims")
    assert arrow.field("amount_max").type == pa.decimal128(38, 6)
    assert arrow.field("date_start").type == pa.date32()
    assert arrow.field("is_main").type == pa.bool_()
    assert arrow.field("kind").type == pa.dictionary(pa.int32(), pa.string())
    assert arrow.field("payer").type.value_type == pa.string()
    assert [field.name for field in arrow.field("evidence").type.value_type] == ["role", "start", "end"]


def test_vocabularies_are_those_of_the_records() -> None:
    values = {column.name: column.values for column in schema.CLAIMS if column.values}
    assert values["kind"] == records.KINDS
    assert values["status"] == records.STATUSES
    assert values["per"] == records.PERS
    assert values["review"] == tuple(records.REVIEWS)


@pytest.mark.parametrize("table", COLUMNS)
def test_markdown_has_a_line_per_column(table: str) -> None:
    lines = schema.markdown(table).splitlines()[2:]
    assert [line.split("`")[1] for line in lines] == COLUMNS[table].split()
    assert all(line.count(" | ") == 3 for line in lines)


@pytest.mark.parametrize(
    "column, value",
    [
        ("currency", None),
        ("is_main", 1),
        ("amount_start", True),
        ("amount_min", 3.5),
        ("published", "2025-06-18"),
        ("kind", "investissement"),
        ("payer", "Orphéa"),
        ("review", ["looks odd"]),
    ],
)
def test_a_row_against_the_schema_is_refused_by_name(made: Extraction, column: str, value: Any) -> None:
    row = rows_of_extraction(made).claims[0]
    schema.check("claims", row)
    with pytest.raises(ValueError, match=rf"claims\.{column}: "):
        schema.check("claims", row | {column: value})


@pytest.mark.parametrize(
    "column, value", [("per", None), ("published", None), ("published", date(2025, 1, 1)), ("review", [])]
)
def test_what_may_be_missing_may_be_missing(made: Extraction, column: str, value: Any) -> None:
    schema.check("claims", rows_of_extraction(made).claims[0] | {column: value})
