"""The command by which an assistant asks, searches and reads."""

import click

from web.cli.options import places
from web.settings import Where


@click.command()
@click.option(
    "--http",
    "port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Serve at http://127.0.0.1:PORT/mcp, and not over standard input and output.",
)
@places("index", "data", "corpus", "vocabulary", "encoder", "models", "skip_bad", "searcher")
def mcp(where: Where, port: int | None) -> None:
    """Let an assistant ask, search and read, by the Model Context Protocol over standard input and output.

    It needs the extra mcp: pip install '.[mcp]'
    """
    try:
        from web.assistants import make_server
    except ModuleNotFoundError as error:
        raise click.ClickException("this needs the extra mcp; run: pip install '.[mcp]'") from error
    from web.cli.index import opened
    from web.service import Service

    encoder = where.open_encoder()
    opened(where, encoder=encoder, wait=False)
    server = make_server(Service(where.open_index(encoder).searcher, models=where.load_models()))
    if port is None:
        server.run("stdio")
    else:
        server.run("streamable-http", port=port, stateless_http=True, json_response=True)
