"""`claims run`: files, folders and globs → the tables."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import (
    FAILED,
    INTERRUPTED,
    Refused,
    check_inputs,
    csv_dialect_option,
    format_option,
    language_option,
)


@click.command("run")
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
@csv_dialect_option
@click.option("--csv-raw", is_flag=True, help="Do not neutralise CSV cells that a spreadsheet would run as formulas.")
@format_option
@language_option
@click.option("--resume", is_flag=True, help="Go on with the run that was cut off in OUT, with its inputs and options.")
@click.option("--fresh", is_flag=True, help="Do all the work again, whatever earlier runs in OUT made.")
@click.option(
    "--allow-empty", is_flag=True, help="Write empty tables over those of an earlier run when there is no file to read."
)
@click.option(
    "--max-article-seconds",
    type=click.FloatRange(min=0, min_open=True),
    help="An article that takes longer fails. [120]",
)
@click.option("--max-article-characters", type=click.IntRange(min=1), help="A longer article fails. [1000000]")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no closing summary.")
def command(
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
    allow_empty: bool,
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
        check_inputs(inputs, format_)
    limits = {"max_seconds": max_article_seconds, "max_characters": max_article_characters}
    settings = {"everything": mentions == "all", "language": language} | {k: v for k, v in limits.items() if v}
    shown = Bar() if sys.stderr.isatty() and not quiet else None
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
            allow_empty=allow_empty,
        )
    except KeyboardInterrupt:
        click.echo(f"Stopped. Earlier tables are as they were. To go on: claims run --resume -o {out}", err=True)
        sys.exit(INTERRUPTED)
    except state.NothingToResume as error:
        raise Refused(f"nothing to resume: {error}") from error
    except batch.NothingToRead as error:
        raise Refused(
            f"{error}: it is left as it is. If its articles are not wanted any more: --allow-empty"
        ) from error
    except OSError as error:
        raise Refused(f"the tables could not be written: {error}") from error
    finally:
        if shown:
            shown.close()
    if not quiet:
        click.echo(summary.words())
    sys.exit(FAILED if summary.articles["failed"] else 0)


class Bar:
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
