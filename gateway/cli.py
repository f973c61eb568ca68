"""The command `gateway`. Heavy imports are inside the commands.

What people look parcels up with is in `gateway.terminal`.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from gateway.terminal.arguments import Commands, Parser, add_commands

SCHEMA_FILE = Path("schema.graphql")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code.

    0 is fine, 1 a check that failed, 2 wrong settings, 64 a command line that can't be understood;
    `track` has more of them, which docs/command-line.md lists.
    """
    parser = _parser()
    options = parser.parse_args(arguments, argparse.Namespace(parser=parser))
    run = options.run
    try:
        result: int = run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; what is still in the buffer is for nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return result


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gateway", description="One GraphQL API over several shipment-tracking providers."
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {version('tracking-gateway')}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serving(commands)
    add_commands(commands)
    _add_key(commands)
    _add_sandbox(commands)
    _add_schema(commands)
    settings = commands.add_parser("settings", help="list every setting, as a Markdown table")
    settings.set_defaults(run=_settings)
    return parser


def _add_serving(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="answer GraphQL over HTTP")
    serve.add_argument(
        "--sandbox", action="store_true", help="built-in sample data: no keys, no internet"
    )
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=int, help="port to listen on; 0 takes a free one")
    serve.add_argument("--workers", type=int, metavar="N", help="processes that answer")
    serve.add_argument("--reload", action="store_true", help="start anew when the code changes")
    serve.set_defaults(run=_serve)

    # What a master starts; nobody else needs it, so that the help does not list it.
    worker = commands.add_parser("worker")
    worker.add_argument("--listener", type=int, required=True, help="number of the open socket")
    worker.add_argument("--crew", type=Path, required=True, help="folder that workers share")
    worker.add_argument("--number", type=int, required=True, help="which of the workers it is")
    worker.add_argument("--sandbox-url", help="the sandbox that all workers ask")
    worker.set_defaults(run=_worker)


def _add_key(commands: Commands) -> None:
    key = commands.add_parser("key", help="make a client key, and the line that lets it in")
    key.add_argument("name", help="what logs and metrics call the client")
    key.add_argument("--credentials", metavar="SET", help="whose providers are asked")
    key.add_argument("--requests-per-minute", type=int, metavar="N", help="instead of the setting")
    key.add_argument(
        "--for", choices=["graphql", "metrics"], help="what it is good for; unset: graphql"
    )
    key.set_defaults(run=_key)


def _add_sandbox(commands: Commands) -> None:
    sandbox = commands.add_parser("sandbox", help="run the local ShipStation and Shippo alone")
    sandbox.add_argument("--host", default="127.0.0.1", help="address to listen on")
    sandbox.add_argument("--port", type=int, default=8001, help="port to listen on")
    sandbox.set_defaults(run=_sandbox)


def _add_schema(commands: Commands) -> None:
    schema = commands.add_parser("schema", help="write schema.graphql")
    schema.add_argument(
        "--check", action="store_true", help="change nothing; fail when the file differs"
    )
    schema.add_argument("--file", type=Path, default=SCHEMA_FILE, help="the file to write")
    schema.add_argument(
        "--subgraph", action="store_true", help="the subgraph for a federated graph"
    )
    schema.add_argument(
        "--reference", action="store_true", help="write no file; print it for people, as Markdown"
    )
    schema.set_defaults(run=_schema)


def _serve(options: argparse.Namespace) -> int:
    from gateway.cache.address import check_url
    from gateway.errors import SettingsError
    from gateway.settings import read_settings
    from gateway.terminal.banner import NO_CREDENTIALS

    # By the environment, so that a process which is started anew by --reload reads the same.
    given = {
        "SANDBOX": options.sandbox or None,
        "HOST": options.host,
        "PORT": options.port,
        "WORKERS": options.workers,
    }
    for name, value in given.items():
        if value is not None:
            os.environ[f"GATEWAY_{name}"] = str(value)
    try:
        settings = read_settings(checks={"cache_url": check_url})
        if settings.can_ask:
            return _run(reload=options.reload)
    except SettingsError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    print(NO_CREDENTIALS, file=sys.stderr)
    return 2


def _run(*, reload: bool) -> int:
    from gateway.serving import serve
    from gateway.settings import read_settings
    from gateway.terminal.banner import banner

    settings = read_settings()

    def announce(address: str) -> None:
        print(banner(settings, address), flush=True)

    return serve(settings, announce, reload=reload)


def _worker(options: argparse.Namespace) -> int:
    from gateway.errors import SettingsError
    from gateway.serving import serve_as_worker

    try:
        return serve_as_worker(options.listener, options.crew, options.number, options.sandbox_url)
    except SettingsError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2


def _key(options: argparse.Namespace) -> int:
    from gateway.clients.keys import line_of, new_key, read_keys
    from gateway.credentials import DEFAULT
    from gateway.errors import SettingsError

    names = ("credentials", "requests_per_minute", "for")
    key = new_key()
    line = line_of(options.name, key, **{name: getattr(options, name) for name in names})
    try:
        read_keys(line, {options.credentials or DEFAULT}, None)
    except SettingsError as error:
        print(error.message.removeprefix("line 1: "), file=sys.stderr)
        return 2
    # The line may go to a file at once: `gateway key shop >>clients.keys`.
    print(f"The client's key, which is shown this once: {key}", file=sys.stderr)
    print(line)
    return 0


def _sandbox(options: argparse.Namespace) -> int:
    import asyncio

    from gateway.sandbox import SHIPPO_API_TOKEN, SHIPSTATION_API_KEY, running_sandbox

    async def run() -> None:
        async with running_sandbox(options.host, options.port) as sandbox:
            print(f"ShipStation and Shippo, with a list of their parcels: {sandbox.url}")
            print(f"GATEWAY_SHIPSTATION_BASE_URL={sandbox.url}")
            print(f"GATEWAY_SHIPSTATION_API_KEY={SHIPSTATION_API_KEY}")
            print(f"GATEWAY_SHIPPO_BASE_URL={sandbox.url}")
            print(f"GATEWAY_SHIPPO_API_TOKEN={SHIPPO_API_TOKEN}", flush=True)
            await _told_to_end()

    try:
        asyncio.run(run())
    except OSError as error:
        print(f"The sandbox can't listen: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


async def _told_to_end() -> None:
    import asyncio
    import signal

    end = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, end.set)
    await end.wait()


def _schema(options: argparse.Namespace) -> int:
    from gateway.schema import create_schema

    text = create_schema(subgraph=options.subgraph).sdl
    if options.reference:
        from gateway.schema.reference import schema_reference

        print(schema_reference(text))
        return 0
    if not options.check:
        options.file.write_text(text, encoding="utf-8")
        return 0
    if options.file.is_file() and options.file.read_text(encoding="utf-8") == text:
        return 0
    print(f"{options.file} is not what the code says; run `gateway schema`.", file=sys.stderr)
    return 1


def _settings(_: argparse.Namespace) -> int:
    from gateway.settings import settings_table

    print(settings_table())
    return 0
