"""`claims explain`: one article → its claims and why, on the terminal or as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import check_inputs, format_option, html_option, language_option, write_page

if TYPE_CHECKING:
    from pipeline.records import Article

#: Ids named when a file holds several articles and none was chosen.
IDS_SHOWN = 20


@click.command("explain")
@click.argument("file")
@click.option("--id", "id_", metavar="ID", help="Which article, when the file holds several.")
@html_option
@format_option
@language_option
def command(file: str, id_: str | None, html: Path | None, format_: str | None, language: str | None) -> None:
    """Show one article with its amounts, parties, dates and sources, then its claims and why.

    What a table metadata.csv says of the file counts as in a run: one beside it or above, up to the working folder.

    \b
    claims explain data/raw/article.txt
    claims explain articles.jsonl --id 2025-014
    claims explain article.html --html article-explained.html
    """
    from pipeline.batch import reason_of
    from pipeline.explain import as_html, on_terminal, view
    from pipeline.extraction import extract_article

    check_inputs([file], format_)
    article = _article_of(file, id_, format_, language)
    try:
        shown = view(extract_article(article, everything=True))
    except Exception as error:
        raise click.ClickException(f"the article could not be extracted: {reason_of(error)}") from error
    if html is None:
        click.echo(on_terminal(shown, style=click.style if sys.stdout.isatty() else None))
        return
    write_page(html, as_html([shown]))


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
