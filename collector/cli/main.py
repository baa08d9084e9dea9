"""The `collector` command: finds the subcommand without importing the others, maps failures."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import NoArgsIsHelpError

from collector import __version__
from collector.cli.exit_codes import DONE, FAILED, INTERRUPTED, exit_code
from collector.errors import CollectorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

#: Name → module with the `command`, and its line in the help. Only what is called is imported.
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("collector.cli.serve", "Start the collector; what happens without a command."),
    "import": ("collector.cli.import_events", "Take events from files into the log."),
    "events": ("collector.cli.events", "Show, export and follow events."),
    "runs": ("collector.cli.runs", "List runs, the newest first."),
    "show": ("collector.cli.show", "Show everything known of a job, dataset or run."),
    "search": ("collector.cli.search", "Find jobs, datasets and runs by words."),
    "lineage": ("collector.cli.lineage", "Show what is up and down from a dataset, job or column."),
    "impact": ("collector.cli.impact", "List what a change would affect, with the owners."),
    "path": ("collector.cli.path", "Show the ways of data between two nodes."),
    "diff": ("collector.cli.diff", "Compare versions of a dataset or job, or lineage over time."),
    "model": ("collector.cli.model", "Show models, how versions were made, and what is missing."),
    "audit": ("collector.cli.audit", "Say whether versions of models could be made again."),
    "sql": ("collector.cli.sql", "Ask the log with SQL."),
    "validate": ("collector.cli.validate", "Check files of events against the schemas."),
    "rejections": ("collector.cli.rejections", "List, show and replay refused bodies."),
    "schemas": ("collector.cli.schemas", "List, check and show schemas."),
    "keys": ("collector.cli.keys", "Create, list and revoke API keys."),
    "snapshot": ("collector.cli.snapshot", "Copy the database while it is written to."),
    "rebuild": ("collector.cli.rebuild", "Fold the whole log into the views anew."),
    "store": ("collector.cli.store", "Look at, check and compact the database."),
    "config": ("collector.cli.config", "Show, check and write settings."),
    "completion": ("collector.cli.completion", "Print the completion script of a shell."),
    "version": ("collector.cli.version", "Print the versions of what runs."),
}

DEFAULT_COMMAND = "serve"
OWN_OPTIONS = ("-h", "--help", "--version")


class LazyGroup(click.Group):
    """Commands from the table; each is imported when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A shell that completes an empty line asks for the commands.
        is_default = not args and not ctx.resilient_parsing
        if is_default or (args and args[0].startswith("-") and args[0] not in OWN_OPTIONS):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            # Said here, because click looks for similar names among imported commands only.
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [
            *(
                CompletionItem(name, help=line)
                for name, (_, line) in COMMANDS.items()
                if name.startswith(incomplete)
            ),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]


root = LazyGroup(
    "collector",
    help="""Takes OpenLineage events over HTTP, validates them, keeps them in DuckDB and gives them
    back. Without a command it starts the collector.

    Exit codes: 0 done, 1 failed, 2 usage or settings, 3 not found, 4 invalid events or a gate
    not passed.""",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
root = click.version_option(__version__, message="%(prog)s %(version)s")(root)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code."""
    if sys.stdout is None:
        # Closed by who called.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    try:
        code = root.main(arguments, prog_name="collector", standalone_mode=False)
        # Here rather than at exit, where nobody could catch a reader that is gone.
        sys.stdout.flush()
    except (CollectorError, click.ClickException) as error:
        return _report(error)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _write_nowhere()
        return FAILED
    except OSError as error:
        # Such as a disk that is full; what goes wrong with a file, its command tells.
        _write_nowhere()
        _say(error.strerror or str(error))
        return FAILED
    return code if isinstance(code, int) else DONE


def _write_nowhere() -> None:
    """The interpreter flushes once more at exit; that goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: CollectorError | click.ClickException) -> int:
    """Say on standard error what is wrong; returns the exit code."""
    if isinstance(error, CollectorError):
        _say(str(error))
        return exit_code(error)
    if isinstance(error, NoArgsIsHelpError):
        error.show()
    elif isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "collector"
        _say(f"{error.format_message()} See `{path} --help`.")
    else:
        _say(error.format_message())
    return error.exit_code


def _say(message: str) -> None:
    """One line on standard error, whatever the message has in it."""
    click.echo(f"error: {' '.join(message.split())}", err=True)
