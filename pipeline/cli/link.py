"""`claims link`: the claims of several articles → the facts that they tell together."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import Refused, csv_dialect_option


@click.command("link")
@click.argument("table", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Output folder.  [default: linked, beside TABLE]",
)
@csv_dialect_option
@click.option("-q", "--quiet", is_flag=True, help="No closing summary.")
def command(*, table: Path, out: Path | None, csv_dialect: str, quiet: bool) -> None:
    """Find the facts that the claims of several articles tell together.

    TABLE is a claims table (CSV or Parquet), or a folder that holds one, or one of labelled articles (claims.jsonl with
    articles.jsonl). The folder OUT receives claims, with the facts that they tell across articles, and parties, facts
    and fact_relations, each as CSV and as Parquet.

    \b
    claims link data/out
    claims link tables/claims.csv -o linked
    """
    from pipeline.across import link_claims
    from pipeline.lock import locked
    from pipeline.read.claims_table import read_claims
    from pipeline.state import FOLDER
    from pipeline.write.output import write_tables
    from pipeline.write.terminal import counted

    out = out or (table if table.is_dir() else table.parent) / "linked"
    try:
        rows = read_claims(table)
    except ValueError as error:
        raise Refused(str(error)) from error
    across = link_claims(rows)
    tables = {
        "claims": list(across.claims(rows)),
        "parties": across.parties,
        "facts": across.facts,
        "fact_relations": across.fact_relations,
    }
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        with locked(out / FOLDER):  # a run there would take what is half written for left behind
            write_tables(out, tables, csv_dialect=csv_dialect)
    except OSError as error:
        raise Refused(f"the tables could not be written: {error}") from error
    if not quiet:
        nouns = {"claims": "claim", "parties": "party", "facts": "fact", "fact_relations": "fact relation"}
        many = {"parties": "parties"}
        counts = ", ".join(counted(len(rows), nouns[name], many.get(name)) for name, rows in tables.items())
        click.echo(f"{counts} in {out}")
