"""A database file that is asked and left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.decode import as_line
from collector.log.answers import event_answer, plain, rejection_answer

# The engine is imported by what needs it: a command that asks a running collector does not.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from collector.graph.reach import Era, Reach
    from collector.search.search import Wanted
    from collector.settings import Sql
    from collector.store.questions import EventFilter, Record, RejectionFilter
    from collector.store.sql_formats import Format, Query, SqlAnswer

    Answer = dict[str, Any]

_LARGEST_SEQ = 2**63 - 1


@dataclass(frozen=True, slots=True)
class QueriedFile:
    """A database or a snapshot that nobody serves; opened for each question, and only to read.

    Every question raises as `read_only` does; those of lineage also NotFound and Malformed, and
    answer as a running collector does.
    """

    path: Path
    bounds: Sql

    @property
    def name(self) -> str:
        """What tells this log from others."""
        return str(self.path)

    @property
    def is_served(self) -> bool:
        """Nobody writes to it in the meantime."""
        return False

    def sql(self, query: Query, form: Format) -> SqlAnswer:
        """The result of a query that a user wrote, in a format; raises Malformed."""
        from collector.store.sql_formats import written
        from collector.store.sql_query import Stop, answer

        return written(self._ask(answer, query, self.bounds, Stop()), form)

    def lineage(self, node_id: str, reach: Reach, era: Era) -> Answer:
        """Datasets and jobs around one of them."""
        from collector.graph import asked

        return self.answer(asked.lineage, node_id, reach, era)

    def column_lineage(self, node_id: str, reach: Reach, era: Era) -> Answer:
        """Columns around one of them, or around all of a dataset or job."""
        from collector.graph import asked

        return self.answer(asked.column_lineage, node_id, reach, era)

    def impact(self, node_id: str, reach: Reach, era: Era) -> Answer:
        """Everything downstream of a node, as a flat list; the direction does not count."""
        from collector.graph import asked

        return self.answer(asked.impact, node_id, reach, era)

    def paths(self, ends: tuple[str, str], depth: int, limit: int, era: Era) -> Answer:
        """The ways that data takes between two nodes."""
        from collector.graph import asked

        return self.answer(asked.paths, ends, depth, limit, era)

    def runs_upstream(self, run_id: str, depth: int, limit: int) -> Answer:
        """Runs that a run comes from."""
        from collector.graph import asked

        return self.answer(asked.runs_upstream, run_id, depth, limit)

    def search(self, wanted: Wanted) -> Answer:
        """Jobs, datasets and runs by words."""
        from collector.search.search import search

        return self.answer(search, wanted)

    def events(self, wanted: EventFilter, after: int, limit: int) -> list[Answer]:
        """Events after that seq, in order of arrival."""
        from collector.store import questions

        found = self._ask(questions.events, wanted, after, limit)
        return [plain(event_answer(record)) for record in found]

    def newest_events(self, wanted: EventFilter, limit: int) -> list[Answer]:
        """The last events, in order of arrival."""
        from collector.store import questions

        found: list[Record] = []
        before = _LARGEST_SEQ
        # A page may end earlier, at a number of bytes.
        while len(found) < limit and (
            page := self._ask(questions.newest_events, wanted, before, limit - len(found))
        ):
            found += page
            before = page[-1]["seq"]
        return [plain(event_answer(record)) for record in reversed(found)]

    def lines(self, wanted: EventFilter) -> Iterator[bytes]:
        """The bodies of events as lines of NDJSON, in pieces of any size."""
        from collector.store.bodies import bodies, spans
        from collector.store.database import read_only

        with read_only(self.path) as connection:
            for span in spans(connection):
                found = bodies(connection, wanted, span)
                yield b"".join(as_line(body.encode()) for _, body in found)

    def event(self, key: str) -> Answer:
        """The event with that seq or digest; raises NotFound."""
        from collector.store import questions

        answer: Answer = plain(event_answer(self._ask(questions.event, key)))
        return answer

    def raw_event(self, key: str) -> bytes:
        """The bytes of that event; raises NotFound."""
        from collector.store import questions

        body: str = self._ask(questions.event, key)["body"]
        return body.encode()

    def rejections(self, wanted: RejectionFilter, after: int, limit: int) -> list[Answer]:
        """Refused bodies after that seq, in order of arrival, without the bodies."""
        from collector.store import questions

        found = self._ask(questions.rejections, wanted, after, limit)
        return [plain(record) for record in found]

    def rejection(self, seq: int) -> Answer:
        """A refused body, as `text` where it is one; raises NotFound."""
        from collector.store import questions

        answer: Answer = plain(rejection_answer(self._ask(questions.rejection, seq)))
        return answer

    def raw_rejection(self, seq: int) -> bytes:
        """The bytes of a refused body; raises NotFound."""
        from collector.store import questions

        body: bytes = self._ask(questions.rejection, seq)["body"]
        return body

    def summary(self) -> Answer:
        """What the log holds and what was taken out of it; of the file as well."""
        from collector.store import questions
        from collector.store.file_facts import file_facts

        answer: Answer = plain(
            {
                "database": self.name,
                "relations": self._ask(questions.log_summary),
                "removals": self._ask(questions.removals),
                "file": self._ask(file_facts),
            }
        )
        return answer

    def answer(self, question: Callable[..., object], *arguments: object) -> Answer:
        """What a question of a cursor gives, as JSON values."""
        answer: Answer = plain(self._ask(question, *arguments))
        return answer

    def _ask(self, question: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
        from collector.store.database import read_only

        with read_only(self.path) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return question(connection, *arguments)

    def relations(self) -> list[Record]:
        """What queries can read: name, kind, comment and columns of each relation."""
        from collector.store.database import read_only
        from collector.store.sql_query import relations

        with read_only(self.path) as connection:
            return relations(connection)
