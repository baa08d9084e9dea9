"""A session of `collector sql`: statements one after the other, with completion on a terminal."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import click

from collector.cli.output import print_columns
from collector.cli.sql_output import Form, asked_format, print_answer
from collector.cli.sql_words import is_complete, split_statements, suggestions
from collector.cli.state import state_folder
from collector.errors import CollectorError, NotFound
from collector.setting_values import did_you_mean
from collector.store.sql_formats import FORMATS, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from prompt_toolkit import PromptSession

    from collector.cli.sql_words import Relation
    from collector.log.queried import QueriedFile
    from collector.log.served import ServedLog

#: Forms that a terminal can show.
_MODES = ("table", *(form for form in FORMATS if form not in {"arrow", "parquet"}))

COMMANDS = {
    ".help": "these lines",
    ".tables": "what can be asked",
    ".schema NAME": "the columns of a relation, and what they mean",
    f".mode {'|'.join(_MODES)}": "how results are written",
    ".quit": "leave; so does Ctrl-D",
}

_WORDS = tuple(command.split()[0] for command in COMMANDS)

_GREETING = "Statements end with ; and .help tells the rest."


@dataclass(slots=True)
class Session:
    """What holds from one statement to the next."""

    log: ServedLog | QueriedFile
    form: Form = "table"
    limit: int | None = None
    is_over: bool = False
    _relations: Sequence[Relation] | None = None

    @property
    def relations(self) -> Sequence[Relation]:
        """What can be asked; looked up once."""
        if self._relations is None:
            self._relations = self.log.relations()
        return self._relations

    def run(self, text: str) -> None:
        """Run statements or a command. Raises CollectorError."""
        if text.lstrip().startswith("."):
            self._command(*text.split())
            return
        statements, rest = split_statements(text)
        for statement in (*statements, *filter(None, (rest,))):
            query = Query(statement, limit=self.limit)
            print_answer(self.log.sql(query, asked_format(self.form)), self.form)

    def _command(self, name: str, *arguments: str) -> None:
        if name in {".quit", ".exit"}:
            self.is_over = True
        elif name == ".help":
            print_columns(("command", "what it does"), list(COMMANDS.items()))
        elif name == ".tables":
            rows = [(item["name"], item["kind"], item["comment"]) for item in self.relations]
            print_columns(("name", "kind", "what it is"), rows)
        elif name == ".schema":
            self._print_schema(*arguments)
        elif name == ".mode":
            self._set_mode(*arguments)
        else:
            hint = did_you_mean(name, _WORDS, "{}")
            raise CollectorError(f"There is no command {name}; .help lists them.{hint}")

    def _print_schema(self, name: str = "", *_: str) -> None:
        name = name.rstrip(";").lower()
        found = {item["name"]: item for item in self.relations}
        if name not in found:
            hint = did_you_mean(name, found, "{}")
            raise NotFound(f"There is no relation {name!r}; .tables lists them.{hint}")
        columns: list[dict[str, Any]] = found[name]["columns"]
        rows = [(item["name"], item["type"].lower(), item["comment"]) for item in columns]
        print_columns(("column", "type", "what it is"), rows)

    def _set_mode(self, form: str = "", *_: str) -> None:
        if form not in _MODES:
            raise CollectorError(f".mode takes one of {', '.join(_MODES)}.")
        self.form = cast("Form", form)


def run_session(session: Session) -> None:
    """Until the input ends or `.quit`: with completion on a terminal, else without a word.

    Elsewhere than on a terminal it ends with the first error, which is raised.
    """
    if sys.stdin.isatty() and sys.stdout.isatty():
        _converse(session)
    else:
        for text in _texts(sys.stdin):
            session.run(text)
            if session.is_over:
                return


def _texts(lines: TextIO) -> Iterator[str]:
    """What is complete of the lines; at the end what is left."""
    text = ""
    for line in lines:
        text += line
        if is_complete(text):
            yield from filter(None, (text.strip(),))
            text = ""
    if text.strip():
        yield text


def _converse(session: Session) -> None:
    prompt = new_prompt(session)
    click.echo(_GREETING, err=True)
    while not session.is_over:
        try:
            text = prompt.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        _try(lambda text=text: session.run(text))  # type: ignore[misc]


def _try(run: Callable[[], None]) -> None:
    """Tell what went wrong, and go on."""
    try:
        run()
    except CollectorError as error:
        click.echo(f"error: {error}", err=True)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def new_prompt(session: Session) -> PromptSession[str]:
    """Asks for a text until it is complete: with a history on the disk, and completion."""
    # Imported here: no other command needs it.
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings

    class Words(Completer):
        def get_completions(self, document: Any, complete_event: object) -> Iterator[Completion]:  # noqa: ANN401, ARG002 - theirs
            for found in _suggestions(session, document.text_before_cursor):
                yield Completion(found.text, -found.length, display_meta=found.kind)

    keys = KeyBindings()

    @Condition
    def is_ready() -> bool:
        return is_complete(prompt.default_buffer.text)

    @keys.add("enter", filter=is_ready)
    def _(event: Any) -> None:  # noqa: ANN401 - theirs
        event.current_buffer.validate_and_handle()

    prompt: PromptSession[str] = PromptSession(
        "sql> ",
        completer=Words(),
        complete_while_typing=False,
        history=_history(),
        key_bindings=keys,
        multiline=True,
        prompt_continuation=" ... ",
    )
    return prompt


def _suggestions(session: Session, before: str) -> list[Any]:
    # A collector that does not answer is told when a statement is run.
    with suppress(CollectorError):
        return list(suggestions(before, session.relations, _WORDS))
    return []


def _history() -> Any:  # noqa: ANN401 - of prompt_toolkit
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = state_folder() / "sql_history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What was asked may name what others shall not see.
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
