"""What several commands share: options, exit statuses, refusals, and how a page is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.records import LANGUAGES

FAILED, USAGE = 1, 2
INTERRUPTED = 130  # as shells have it for Ctrl-C

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Read every article in this language instead of deciding."
)
format_option = click.option("--format", "format_", metavar="NAME", help="Read every file as this format.")
csv_dialect_option = click.option(
    "--csv-dialect",
    type=click.Choice(["standard", "excel-fr"]),
    default="standard",
    show_default=True,
    help="excel-fr: semicolons between cells and decimal commas, as French Excel opens CSV files.",
)
html_option = click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a self-contained page instead."
)


class Refused(click.ClickException):
    """An error that is no article's: a folder or page that cannot be written."""

    exit_code = USAGE


def check_inputs(inputs: Sequence[str], format_: str | None) -> None:
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


def write_page(path: Path, page: str) -> None:
    """Write a page and say so."""
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise Refused(f"the page could not be written: {error}") from error
    click.echo(f"Wrote {path}")
