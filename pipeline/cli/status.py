"""`claims status`: what the last run in a folder did, and whether one is at work or unfinished."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.options import Refused


@click.command("status")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path), default=Path("data/out"))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(out: Path, as_json: bool) -> None:
    """Say what the last run in the folder OUT did, and whether one is at work or unfinished.

    \b
    claims status data/out
    claims status data/out --json
    """
    from dataclasses import asdict

    from pipeline.status import status_of, words

    found = status_of(out)
    if found is None:
        raise Refused(f"no run was ever begun in {out}")
    click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else words(found))
