"""`claims schema`: what the columns of the tables mean."""

from __future__ import annotations

import json

import click

from pipeline import schema


@click.command("schema")
@click.argument("table", type=click.Choice(list(schema.EVERY)), required=False)
@click.option(
    "--format", "format_", type=click.Choice(["table", "markdown", "json"]), default="table", show_default=True
)
def command(table: str | None, format_: str) -> None:
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


def _described(column: schema.Column) -> dict[str, object]:
    described: dict[str, object] = {"name": column.name, "type": column.type, "nullable": column.nullable}
    described["meaning"] = column.meaning
    return described | ({"values": list(column.values)} if column.values else {})
