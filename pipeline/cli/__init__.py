"""The commands, a module each. The only place that prints; every library is loaded by the command that needs it.

Arguments enter, tables, pages and an exit status leave: 0 all well, 1 some articles failed, 2 wrong usage. Start with `main`,
which `claims` and `python -m pipeline.cli` run.
"""

from __future__ import annotations

import click

from pipeline import __version__
from pipeline.cli import explain, facts, link, run, schema, status


@click.group(
    commands=[run.command, explain.command, link.command, facts.command, status.command, schema.command],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
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
