"""``maquette studio``."""

from __future__ import annotations

import argparse
import sys

from maquette.cli.show import as_json

PORT = 8765


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: only this machine)")
    command.add_argument("--port", type=int, default=PORT, help=f"the port (default: {PORT}; 0: any that is free)")
    command.add_argument("--no-open", action="store_true", help="only print the address, open no browser")


def do(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    from maquette.studio.page import HOW_TO_BUILD, is_built
    from maquette.studio.serve import serve
    from maquette.workspace import workspace_folder

    if not is_built():
        print(f"note: {HOW_TO_BUILD}; the API works", file=sys.stderr)

    def ready(address: str, own: bool) -> None:
        if options.json:
            as_json({"name": "studio", "address": address})
        else:
            print(f"the studio is at  {address}\nstop it with Ctrl-C; runs that are under way go on at the next start")
        sys.stdout.flush()
        if own and not options.no_open and not options.json:
            import webbrowser

            webbrowser.open(address)

    serve(workspace_folder(options.workspace), options.host, options.port, ready)
    return 0
