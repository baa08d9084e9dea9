"""What there is: events, jobs, datasets and runs, one or all of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar
from urllib.parse import quote

import orjson

from collector.client.naming import about, named
from collector.client.requests import Answer, Items, Request, pairs, read
from collector.client.things import dataset_of, event_of, found_of, job_of, run_of
from collector.client.times import utc
from collector.errors import Malformed
from collector.log.named import is_id
from collector.store.questions import EventFilter

if TYPE_CHECKING:
    from datetime import date, datetime

    from collector.client.requests import Listing, Steps
    from collector.client.things import Dataset, Found, Job, Run, StoredEvent
    from collector.log.queried import QueriedFile

    Moment: TypeAlias = datetime | date | str

T = TypeVar("T")

#: A list that tells at its end how many items it had.
_Counted: TypeAlias = Generator[Request | Items[T], Answer, int]

EventKind = Literal["RunEvent", "JobEvent", "DatasetEvent"]
RunState = Literal["NEW", "RUNNING", "COMPLETED", "FAILED", "ABORTED"]
NodeKind = Literal["dataset", "job", "run"]

#: Items that are asked for at once.
PAGE = 200


def events(
    *,
    kind: EventKind | None = None,
    event_type: str | None = None,
    run_id: str | None = None,
    job_namespace: str | None = None,
    job_name: str | None = None,
    dataset_namespace: str | None = None,
    dataset_name: str | None = None,
    producer: str | None = None,
    client: str | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Listing[StoredEvent]:
    """Events that match, in order of arrival; so many, or all.

    `since` (included) and `until` (not included) are event times; `after` is a `seq`.
    """
    wanted = EventFilter(
        kind=kind,
        event_type=event_type,
        run_id=run_id,
        job_namespace=job_namespace,
        job_name=job_name,
        dataset_namespace=dataset_namespace,
        dataset_name=dataset_name,
        producer=producer,
        client=client,
        since=utc(since),
        until=utc(until),
    )
    rest = limit
    while rest is None or rest > 0:
        size = PAGE if rest is None else min(PAGE, rest)
        page = (yield _events_after(after, size, wanted)).json["events"]
        if not page:
            return
        yield Items([event_of(told) for told in page])
        after = page[-1]["seq"]
        rest = None if rest is None else rest - len(page)


def _events_after(after: int, size: int, wanted: EventFilter) -> Request:
    return Request(
        "GET",
        "/api/v1/events",
        pairs({**asdict(wanted), "after": after, "limit": size}),
        of_file=lambda file: _json({"events": file.events(wanted, after, size)}),
    )


def event(key: int | str) -> Steps[StoredEvent]:
    """The event with that number or digest; raises NotFound."""
    path = f"/api/v1/events/{_segment(str(key))}"
    request = Request("GET", path, of_file=lambda file: _json(file.event(str(key))))
    return event_of((yield request).json)


def raw_event(key: int | str) -> Steps[bytes]:
    """Its bytes as they came; raises NotFound."""
    path = f"/api/v1/events/{_segment(str(key))}/raw"
    request = Request(
        "GET", path, accept="*/*", of_file=lambda file: Answer(file.raw_event(str(key)))
    )
    return (yield request).content


def search(
    words: str,
    *,
    kind: NodeKind | None = None,
    namespace: str | None = None,
    limit: int | None = None,
) -> Listing[Found]:
    """What has all the words in names, columns, tags, owners, documentation or SQL; best first."""
    sought = tuple(dict.fromkeys(words.split()))
    if not sought:
        raise Malformed("There must be a word to look for.")

    def of_file(file: QueriedFile, size: int, offset: int) -> object:
        from collector.search.search import Wanted, search

        wanted = Wanted(sought, kind, namespace, limit=size, offset=offset)
        return file.answer(search, wanted)

    query = {"q": " ".join(sought), "filter": kind and kind.upper(), "namespace": namespace}
    yield from _listed(_List("/api/v1/search", query, "results", of_file), found_of, limit)


def namespaces() -> Listing[str]:
    """The namespaces of jobs and datasets, by name."""
    yield from _listed(_NAMESPACES, lambda one: str(one["name"]), None)


def jobs(
    namespace: str | None = None,
    *,
    last_states: Sequence[RunState] = (),
    limit: int | None = None,
) -> Listing[Job]:
    """Jobs of a namespace, or of all, those that were told of last first.

    With states, those whose last run is in one of them.
    """
    path = "/api/v1/jobs" if namespace is None else f"{_namespace(namespace)}/jobs"
    part = _List(
        path,
        {"lastRunStates": tuple(last_states)},
        "jobs",
        _page_of("jobs", "jobs", namespace, tuple(last_states)),
    )
    yield from _listed(part, job_of, limit)


def job(node: str, *, namespace: str | None = None) -> Steps[Job]:
    """One job: by its id or a name, or by its whole name in a namespace; raises NotFound."""
    names = yield from _names(node, "job", namespace)
    return job_of((yield read(_job(*names), {}, _one_of("job", *names))).json)


def datasets(namespace: str | None = None, *, limit: int | None = None) -> Listing[Dataset]:
    """Datasets by name, of a namespace or of one after the other."""
    if namespace is None:
        wanted = [str(one["name"]) for one in (yield from _all(_NAMESPACES))]
    else:
        wanted = [namespace]
    rest = limit
    for name in wanted:
        part = _List(
            f"{_namespace(name)}/datasets", {}, "datasets", _page_of("datasets", "datasets", name)
        )
        count = yield from _listed(part, dataset_of, rest)
        rest = None if rest is None else rest - count


def dataset(node: str, *, namespace: str | None = None) -> Steps[Dataset]:
    """One dataset: by its id or a name, or by a whole name in a namespace; raises NotFound."""
    names = yield from _names(node, "dataset", namespace)
    path = f"{_namespace(names[0])}/datasets/{_segment(names[1])}"
    return dataset_of((yield read(path, {}, _one_of("dataset", *names))).json)


def runs(job: str, *, namespace: str | None = None, limit: int | None = None) -> Listing[Run]:
    """The runs of a job, those that started last first; the job is named as in `job`."""
    names = yield from _names(job, "job", namespace)
    part = _List(f"{_job(*names)}/runs", {}, "runs", _page_of("job_runs", "runs", *names))
    yield from _listed(part, run_of, limit)


def run(run_id: str) -> Steps[Run]:
    """One run, by its identifier, or the beginning or end of it; raises NotFound."""

    def ask(node_id: str) -> Steps[Run]:
        whole = node_id.removeprefix("run:")
        path = f"/api/v1/jobs/runs/{_segment(whole)}"
        return run_of((yield read(path, {}, _one_of("run", whole))).json)

    return (yield from about(run_id if is_id(run_id) else f"run:{run_id}", "run", ask))


@dataclass(frozen=True, slots=True)
class _List:
    """A list that pages by offset."""

    path: str
    query: Mapping[str, object]
    #: The member of the answer that has the items.
    member: str
    #: A page of it, from a file, by size and offset.
    of_file: Callable[[QueriedFile, int, int], object]


def _listed(part: _List, made: Callable[[Any], T], limit: int | None) -> _Counted[T]:
    """The items one page after the other; how many there were."""
    count = 0
    while limit is None or count < limit:
        size = PAGE if limit is None else min(PAGE, limit - count)
        page = (yield _page(part, size, count)).json[part.member]
        if page:
            yield Items([made(one) for one in page])
        count += len(page)
        if len(page) < size:
            break
    return count


def _all(part: _List) -> Steps[list[dict[str, Any]]]:
    found: list[dict[str, Any]] = []
    while True:
        page = (yield _page(part, PAGE, len(found))).json[part.member]
        found += page
        if len(page) < PAGE:
            return found


def _page(part: _List, size: int, offset: int) -> Request:
    query = {**part.query, "limit": size, "offset": offset}
    return read(part.path, query, lambda file: part.of_file(file, size, offset))


def _page_of(
    question: str, member: str, *arguments: object
) -> Callable[[QueriedFile, int, int], object]:
    """A page of Marquez' lists, from a file."""

    def of_file(file: QueriedFile, size: int, offset: int) -> object:
        from collector.marquez import objects

        paging = objects.Paging(size, offset)
        return {member: file.answer(getattr(objects, question), *arguments, paging)["items"]}

    return of_file


def _one_of(question: str, *names: str) -> Callable[[QueriedFile], object]:
    """One object of Marquez' API, from a file."""

    def of_file(file: QueriedFile) -> object:
        from collector.marquez import objects

        return file.answer(getattr(objects, question), *names)

    return of_file


_NAMESPACES = _List("/api/v1/namespaces", {}, "namespaces", _page_of("namespaces", "namespaces"))


def _names(
    node: str, kind: Literal["job", "dataset"], namespace: str | None
) -> Steps[tuple[str, str]]:
    """Namespace and name of what is meant."""
    if namespace is not None:
        return namespace, node
    found = yield from named(node, kind)
    return str(found.namespace), found.name


def _namespace(name: str) -> str:
    return f"/api/v1/namespaces/{_segment(name)}"


def _job(namespace: str, name: str) -> str:
    return f"{_namespace(namespace)}/jobs/{_segment(name)}"


def _segment(name: str) -> str:
    """A name as one part of a path; one of dots alone would lead elsewhere."""
    quoted = quote(name, safe="")
    return quoted.replace(".", "%2E") if not quoted.strip(".") else quoted


def _json(value: object) -> Answer:
    return Answer(orjson.dumps(value))
