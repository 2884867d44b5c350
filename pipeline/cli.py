"""The commands. The only place that prints; every library is loaded by the command that needs it.

Arguments enter, tables, pages and an exit status leave: 0 all well, 1 some articles failed, 2 wrong usage.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import __version__, schema
from pipeline.records import KINDS, LANGUAGES

if TYPE_CHECKING:
    from pipeline.records import Article

FAILED, USAGE = 1, 2
INTERRUPTED = 130  # as shells have it for Ctrl-C
#: Ids named when a file holds several articles and none was chosen.
IDS_SHOWN = 20

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Read every article in this language instead of deciding."
)
format_option = click.option("--format", "format_", metavar="NAME", help="Read every file as this format.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="claims")
def main() -> None:
    """French and English news in, a table of monetary claims out.

    \b
    claims run data/raw -o data/out     every article of a folder → its tables
    claims explain article.txt          one article, its claims and why
    claims link data/out                the facts that several articles tell
    claims facts data/out --about NAME  the history of a matter as a timeline
    claims status data/out              what the last run did, and whether one is unfinished
    claims schema                       what the columns mean
    """


@main.command()
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data/out"),
    show_default=True,
    help="Output folder.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), help="Processes side by side. By default what the work is worth."
)
@click.option(
    "--mentions",
    type=click.Choice(["needed", "all"]),
    default="needed",
    show_default=True,
    help="Which mentions to list: those that claims rest on, or all of every article (slower).",
)
@click.option(
    "--csv-dialect",
    type=click.Choice(["standard", "excel-fr"]),
    default="standard",
    show_default=True,
    help="excel-fr: semicolons between cells and decimal commas, as French Excel opens CSV files.",
)
@click.option("--csv-raw", is_flag=True, help="Do not neutralise CSV cells that a spreadsheet would run as formulas.")
@format_option
@language_option
@click.option("--resume", is_flag=True, help="Go on with the run that was cut off in OUT, with its inputs and options.")
@click.option("--fresh", is_flag=True, help="Do all the work again, whatever earlier runs in OUT made.")
@click.option(
    "--max-article-seconds",
    type=click.FloatRange(min=0, min_open=True),
    help="An article that takes longer fails. [120]",
)
@click.option("--max-article-characters", type=click.IntRange(min=1), help="A longer article fails. [1000000]")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no closing summary.")
def run(
    *,
    inputs: tuple[str, ...],
    out: Path,
    workers: int | None,
    mentions: str,
    csv_dialect: str,
    csv_raw: bool,
    format_: str | None,
    language: str | None,
    resume: bool,
    fresh: bool,
    max_article_seconds: float | None,
    max_article_characters: int | None,
    quiet: bool,
) -> None:
    """Write the claims tables of all articles in files, folders and globs.

    The folder OUT receives claims, mentions, articles, dropped, and what the articles tell together: parties, facts and
    fact_relations, each as CSV and as Parquet, and run.json. Files of an
    earlier run there are replaced when all new ones are complete. An article that cannot be read or is in another
    language is a row of the table articles with its reason and stops nothing.

    What an earlier run made of the same articles is taken over: run again after adding, changing or removing files, and
    only what is new or changed is read. A run that was stopped, or killed, goes on with --resume.

    \b
    claims run data/raw -o data/out
    claims run --resume -o data/out
    claims run "press/**/*.html" notes.jsonl.gz -o tables --workers 4
    claims run data/raw -o pour-excel --csv-dialect excel-fr

    Exit status: 0, or 1 when some articles failed, or 2 for wrong usage and for a folder that cannot be written.
    """
    from pipeline import batch, state

    if resume and (inputs or fresh):
        raise click.UsageError(
            "--resume goes on with the inputs and options of the run that was cut off, and takes none"
        )
    if not resume:
        if not inputs:
            raise click.UsageError("Missing argument 'INPUT...'.")
        _check_inputs(inputs, format_)
    limits = {"max_seconds": max_article_seconds, "max_characters": max_article_characters}
    settings = {"everything": mentions == "all", "language": language} | {k: v for k, v in limits.items() if v}
    shown = _Bar() if sys.stderr.isatty() and not quiet else None
    try:
        request = state.Request(inputs, settings, format_, csv_dialect, csv_raw)
        if resume:
            request = state.resumed(out)
        summary = batch.run(
            request.inputs,
            out,
            settings=batch.Settings(**request.settings),
            workers=workers,
            format=request.format,
            csv_dialect=request.csv_dialect,
            csv_raw=request.csv_raw,
            progress=shown.tell if shown else batch.silent,
            fresh=fresh,
            resume=resume,
            isolated=True,
        )
    except KeyboardInterrupt:
        click.echo(f"Stopped. Earlier tables are as they were. To go on: claims run --resume -o {out}", err=True)
        sys.exit(INTERRUPTED)
    except state.NothingToResume as error:
        raise _Refused(f"nothing to resume: {error}") from error
    except OSError as error:
        raise _Refused(f"the tables could not be written: {error}") from error
    finally:
        if shown:
            shown.close()
    if not quiet:
        click.echo(summary.words())
    sys.exit(FAILED if summary.articles["failed"] else 0)


@main.command()
@click.argument("file")
@click.option("--id", "id_", metavar="ID", help="Which article, when the file holds several.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a self-contained page instead.")
@format_option
@language_option
def explain(file: str, id_: str | None, html: Path | None, format_: str | None, language: str | None) -> None:
    """Show one article with its amounts, parties, dates and sources, then its claims and why.

    \b
    claims explain data/raw/article.txt
    claims explain articles.jsonl --id 2025-014
    claims explain article.html --html article-explained.html
    """
    from pipeline.batch import reason_of
    from pipeline.explain import as_html, on_terminal, view
    from pipeline.extraction import extract_article

    _check_inputs([file], format_)
    article = _article_of(file, id_, format_, language)
    try:
        shown = view(extract_article(article, everything=True))
    except Exception as error:
        raise click.ClickException(f"the article could not be extracted: {reason_of(error)}") from error
    if html is None:
        click.echo(on_terminal(shown, style=click.style if sys.stdout.isatty() else None))
        return
    _write_page(html, as_html([shown]))


@main.command()
@click.argument("table", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Output folder.  [default: linked, beside TABLE]",
)
@click.option(
    "--csv-dialect",
    type=click.Choice(["standard", "excel-fr"]),
    default="standard",
    show_default=True,
    help="excel-fr: semicolons between cells and decimal commas, as French Excel opens CSV files.",
)
@click.option("-q", "--quiet", is_flag=True, help="No closing summary.")
def link(*, table: Path, out: Path | None, csv_dialect: str, quiet: bool) -> None:
    """Find the facts that the claims of several articles tell together.

    TABLE is a claims table (CSV or Parquet), or a folder that holds one, or one of labelled articles (claims.jsonl with
    articles.jsonl). The folder OUT receives claims, with the facts that they tell across articles, and parties, facts
    and fact_relations, each as CSV and as Parquet.

    \b
    claims link data/out
    claims link tables/claims.csv -o linked
    """
    from pipeline.across import link_claims
    from pipeline.read.claims_table import read_claims
    from pipeline.write.linked import write_tables

    out = out or (table if table.is_dir() else table.parent) / "linked"
    try:
        rows = read_claims(table)
    except ValueError as error:
        raise _Refused(str(error)) from error
    across = link_claims(rows)
    tables = {
        "claims": list(across.claims(rows)),
        "parties": across.parties,
        "facts": across.facts,
        "fact_relations": across.fact_relations,
    }
    try:
        write_tables(out, tables, csv_dialect=csv_dialect)
    except OSError as error:
        raise _Refused(f"the tables could not be written: {error}") from error
    if not quiet:
        counts = ", ".join(f"{len(content)} {name.replace('_', ' ')}" for name, content in tables.items())
        click.echo(f"{counts} in {out}")


def _day(ctx: click.Context, param: click.Parameter, text: str | None) -> date | None:
    """The day of --since, or the last of --until, where a month or a year alone is given."""
    from pipeline.timeline.choose import day_of

    try:
        return None if text is None else day_of(text, last=param.name == "until")
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error


@main.command()
@click.argument("out", type=click.Path(path_type=Path), default=Path("data/out"))
@click.option("--about", metavar="NAME", help="Matters of this party only: any form of its name, or how one begins.")
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    type=click.Choice(KINDS),
    multiple=True,
    help="Only facts of this kind, see `claims schema facts`; may be repeated.",
)
@click.option(
    "--since", callback=_day, metavar="DAY", help="Only what was still told then or later: 2025-01-30, 2025-01 or 2025."
)
@click.option("--until", callback=_day, metavar="DAY", help="Only what was first told then or before.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="In which to word figures and days.",
)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a self-contained page instead.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def facts(
    *,
    out: Path,
    about: str | None,
    kinds: tuple[str, ...],
    since: date | None,
    until: date | None,
    language: str,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show the facts of the folder OUT as timelines: when each was told with which status and figure, by whom and where.

    \b
    claims facts data/out --about OpenAI
    claims facts data/out --about orphea --kind acquisition --since 2024-06 --language fr
    claims facts data/out --about OpenAI --html openai.html
    claims facts data/out --json
    """
    from pipeline import timeline
    from pipeline.read.facts_tables import NoFacts, read_facts, read_tellings

    if html is not None and as_json:
        raise click.UsageError("--html and --json: choose one")
    if since and until and until < since:
        raise click.UsageError("--until is before --since")
    choice = timeline.Choice(about, kinds, since, until)
    try:
        tables = read_facts(out)
        found, party = timeline.chosen(tables.facts, tables.parties, choice)
        tellings = read_tellings(tables, {fact["fact_id"] for fact in found})
    except NoFacts as error:
        raise _Refused(
            f"{error}; make them with: claims run INPUT -o {out}, or, of a claims table there: claims link {out}"
        ) from error
    except timeline.SeveralParties as error:
        raise click.UsageError(f"{error}; say which with more of its name") from error
    except timeline.NoParty as error:
        raise click.ClickException(str(error)) from error
    except (ValueError, OSError) as error:
        raise _Refused(str(error)) from error
    shown = timeline.view(
        found, tables.relations, tellings, every=tables.facts, choice=choice, party=party, language=language
    )
    if as_json:
        click.echo(json.dumps(timeline.as_json(shown), ensure_ascii=False, indent=2))
        return
    if html is not None:
        _write_page(html, timeline.as_html(shown))
        return
    style = click.style if sys.stdout.isatty() else None
    width = shutil.get_terminal_size((timeline.WIDTH, 0)).columns
    click.echo(timeline.on_terminal(shown, style=style, width=width))


@main.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path), default=Path("data/out"))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(out: Path, as_json: bool) -> None:
    """Say what the last run in the folder OUT did, and whether one is at work or unfinished.

    \b
    claims status data/out
    claims status data/out --json
    """
    from dataclasses import asdict

    from pipeline.status import status_of, words

    found = status_of(out)
    if found is None:
        raise _Refused(f"no run was ever begun in {out}")
    click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else words(found))


@main.command("schema")
@click.argument("table", type=click.Choice(list(schema.EVERY)), required=False)
@click.option(
    "--format", "format_", type=click.Choice(["table", "markdown", "json"]), default="table", show_default=True
)
def show_schema(table: str | None, format_: str) -> None:
    """Say what the columns of the tables mean.

    \b
    claims schema                           all tables
    claims schema claims --format markdown
    """
    tables = [table] if table else list(schema.EVERY)
    if format_ == "json":
        content = {name: [_described(column) for column in schema.columns(name)] for name in tables}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    for position, name in enumerate(tables):
        if position:
            click.echo()
        if format_ == "markdown":
            click.echo(f"### `{name}`\n\n{schema.markdown(name)}")
            continue
        click.echo(click.style(name, bold=True))
        for column in schema.columns(name):
            kind = column.type.partition("<struct")[0] + ("?" if column.nullable else "")
            click.echo(f"  {column.name:<17} {kind:<20} {schema.describe(column)}")


def _write_page(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise _Refused(f"the page could not be written: {error}") from error
    click.echo(f"Wrote {path}")


class _Refused(click.ClickException):
    """An error that is no article's: a folder or page that cannot be written."""

    exit_code = USAGE


class _Bar:
    """A progress bar on the error stream: a counter while reading, then a bar."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._tqdm = tqdm
        self._bar: tqdm[None] | None = None
        self._stage = ""

    def tell(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = self._tqdm(desc=stage, total=total, unit=" articles", file=sys.stderr)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def _check_inputs(inputs: Sequence[str], format_: str | None) -> None:
    """A path that is not there is a slip of the hand; a pattern may match nothing on a quiet day."""
    if format_ is not None:
        from pipeline.read.readers import reader_named

        try:
            reader_named(format_)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    for path in inputs:
        if not any(wildcard in path for wildcard in "*?[") and not Path(path).exists():
            raise click.UsageError(f"no such file or folder: {path}")


def _article_of(file: str, id_: str | None, format_: str | None, language: str | None) -> Article:
    """The article of a file that was asked for, its language decided."""
    from dataclasses import replace

    from pipeline.batch import gather
    from pipeline.read.language import decide_language
    from pipeline.records import Article
    from pipeline.spool import Spool
    from pipeline.write.terminal import printable

    with Spool() as spool:  # ids are told apart as in the tables
        gather([file], spool, format=format_, reach=Path.cwd())  # metadata as a run of the working folder finds it
        found = [item for item in spool if id_ in (None, item.id)]
    articles = [item for item in found if isinstance(item, Article)]
    if len(articles) > 1:
        names = ", ".join(printable(article.id) for article in articles[:IDS_SHOWN])
        more = f", … {len(articles) - IDS_SHOWN} more" if len(articles) > IDS_SHOWN else ""
        raise click.UsageError(f"{file} holds {len(articles)} articles, choose one with --id: {names}{more}")
    if not articles:
        reasons = "; ".join(printable(item.reason) for item in found if not isinstance(item, Article))
        which = f"no article {id_} in" if id_ else "no article in"
        raise click.ClickException(f"{which} {file}{': ' + reasons if reasons else ''}")
    [article] = articles
    decided, reason = (language, None) if language else decide_language(article)
    if decided is None:
        raise click.ClickException(f"{printable(article.id)}: {printable(reason or '')}; give --language fr or en")
    return replace(article, language=decided)


def _described(column: schema.Column) -> dict[str, object]:
    described: dict[str, object] = {"name": column.name, "type": column.type, "nullable": column.nullable}
    described["meaning"] = column.meaning
    return described | ({"values": list(column.values)} if column.values else {})


if __name__ == "__main__":
    main()
