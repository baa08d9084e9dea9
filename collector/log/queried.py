"""A database file that is asked and left as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from collector.decode import as_line
from collector.log.answers import event_answer, plain, rejection_answer

# The engine is imported by what needs it: a command that asks a running collector does not.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from collector.audit.wanted import WantedVersions
    from collector.graph.reach import Era, Reach
    from collector.models.wanted import WantedModels
    from collector.models.wanted_walks import WantedRadius, WantedUpstream
    from collector.search.search import Wanted
    from collector.settings import Settings
    from collector.store.questions import EventFilter, Record, RejectionFilter
    from collector.store.sql_formats import Format, Query, SqlAnswer

    Answer = dict[str, Any]

_LARGEST_SEQ = 2**63 - 1


_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class QueriedFile:
    """A database or a snapshot that nobody serves; opened for each question, and only to read.

    Every question raises as `read_only` does; those of lineage also NotFound and Malformed, and
    answer as a running collector does.
    """

    path: Path
    settings: Settings

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

        return written(self._ask(answer, query, self.settings.sql, Stop()), form)

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

    def models(self, wanted: WantedModels) -> Answer:
        """A page of models by name."""
        from collector.models import lists

        return self.answer(lists.models, wanted)

    def model(self, namespace: str, name: str) -> Answer:
        """One model, who holds its aliases now and where it is served."""
        from collector.models import lists

        return self.answer(lists.model, namespace, name)

    def model_versions(self, namespace: str, name: str, wanted: WantedModels) -> Answer:
        """A page of versions of a model, the latest first."""
        from collector.models import lists

        return self.answer(lists.versions, namespace, name, wanted)

    def model_card(self, namespace: str, name: str, version: str) -> Answer:
        """How a version was made, and what is missing."""
        from collector.models.card import card

        return self.answer(card, namespace, name, version)

    def compared(self, namespace: str, name: str, before: str, after: str) -> Answer:
        """Two versions of a model side by side."""
        from collector.models.compare import compare

        return self.answer(compare, namespace, name, before, after)

    def model_aliases(self, namespace: str, name: str, at: datetime | None) -> Answer:
        """Who held which alias of a model, and when."""
        from collector.models import lists

        return self.answer(lists.aliases, namespace, name, at)

    def model_deployments(self, namespace: str, name: str, at: datetime | None) -> Answer:
        """Which versions of a model were served, where and when."""
        from collector.models import lists

        return self.answer(lists.deployments, namespace, name, at)

    def model_upstream(self, wanted: WantedUpstream) -> Answer:
        """The runs that a version comes from, to the sources."""
        from collector.models.upstream import upstream

        return self.answer(upstream, wanted)

    def blast_radius(self, wanted: WantedRadius) -> Answer:
        """What data has come into: versions of models, where they serve, and what they wrote."""
        from collector.models.blast_radius import asked_blast_radius

        return self.answer(asked_blast_radius, wanted)

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

    def audit(self, wanted: WantedVersions) -> Answer:
        """Versions with what the audit found; audited now, where that is not current.

        All of them, without pages: each page would be audited anew.
        """
        from collector.audit.checks import all_checks
        from collector.audit.rules import rules_of
        from collector.models.report import report_of_file

        checks = all_checks(self.settings.audit.paths)
        wanted = replace(wanted, limit=_LARGEST, offset=0)
        return self.answer(report_of_file, wanted, checks, rules_of(self.settings))

    def relations(self) -> list[Record]:
        """What queries can read: name, kind, comment and columns of each relation."""
        from collector.store.database import read_only
        from collector.store.sql_query import relations

        with read_only(self.path) as connection:
            return relations(connection)
