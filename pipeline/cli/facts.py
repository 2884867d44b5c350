"""`claims facts`: the facts of a folder → the history of a matter, on the terminal, as a page or for programs."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import click

from pipeline.cli.options import Refused, html_option, write_page
from pipeline.records import KINDS, LANGUAGES


def _day(ctx: click.Context, param: click.Parameter, text: str | None) -> date | None:
    """The day of --since, or the last of --until, where a month or a year alone is given."""
    from pipeline.timeline.choose import day_of

    try:
        return None if text is None else day_of(text, last=param.name == "until")
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error


@click.command("facts")
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
@html_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(
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
        raise Refused(
            f"{error}; make them with: claims run INPUT -o {out}, or, of a claims table there: claims link {out}"
        ) from error
    except timeline.SeveralParties as error:
        raise click.UsageError(f"{error}; say which with more of its name") from error
    except timeline.NoParty as error:
        raise click.ClickException(str(error)) from error
    except (ValueError, OSError) as error:
        raise Refused(str(error)) from error
    shown = timeline.view(
        found, tables.relations, tellings, every=tables.facts, choice=choice, party=party, language=language
    )
    if as_json:
        click.echo(json.dumps(timeline.as_json(shown), ensure_ascii=False, indent=2))
        return
    if html is not None:
        write_page(html, timeline.as_html(shown))
        return
    style = click.style if sys.stdout.isatty() else None
    width = shutil.get_terminal_size((timeline.WIDTH, 0)).columns
    click.echo(timeline.on_terminal(shown, style=style, width=width))
