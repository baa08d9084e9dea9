"""`collector completion SHELL`: the script that makes a shell complete the command."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script of a shell.

    bash and zsh: eval "$(collector completion bash)"; fish: collector completion fish | source
    """
    # Imported here: the main module names this one in its table.
    from collector.cli.main import root

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(completion(root, {}, "collector", "_COLLECTOR_COMPLETE").source())
