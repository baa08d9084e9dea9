"""Which lineage is walked: that of now, of a time, or all; and that the walk is what edges say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.graph.story import (
    NAMESPACE,
    columns,
    dataset,
    edges,
    flows,
    lineage_facts,
    node,
    nodes,
    ran,
)
from tests.relations.folded import body_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.graph.story import World

Json = dict[str, Any]

AT_11 = "2026-01-01T11:00:00Z"

fewer = settings(max_examples=12, suppress_health_check=list(HealthCheck))


def test_the_last_run_of_a_job_says_what_it_does_now(world: World) -> None:
    world.accept(ran("J", "a", "b"), ran("J", "c", "b", at="12:00"))

    assert nodes(world.lineage("b", direction="upstream")) == "J b c"


def test_a_run_that_failed_or_tells_nothing_does_not_change_that(world: World) -> None:
    world.accept(
        ran("J", "a", "b"),
        ran("J", "c", "d", at="12:00", state="FAIL"),
        ran("J", at="13:00"),
        ran("J", "e", "f", at="14:00", state="START"),
    )

    assert nodes(world.lineage("J")) == "J a b"


def test_all_history_has_what_any_run_did(world: World) -> None:
    world.accept(
        ran("J", "a", "b"),
        ran("J", "c", "d", at="12:00", state="FAIL"),
        ran("J", "e", "f", at="14:00"),
    )

    assert nodes(world.lineage("J")) == "J e f"
    assert nodes(world.lineage("J", history="all")) == "J a b c d e f"
    assert nodes(world.lineage("J", history="all", asOf="2026-01-01T13:00:00Z")) == "J a b c d"


def test_a_time_before_between_and_after_runs(world: World) -> None:
    world.accept(ran("J", "a", "b"), ran("J", "c", "b", at="12:00"))

    assert nodes(world.lineage("J", asOf="2026-01-01T09:59:59Z")) == "J"
    assert nodes(world.lineage("J", asOf="2026-01-01T10:00:00Z")) == "J a b"
    assert nodes(world.lineage("J", asOf=AT_11)) == "J a b"
    assert nodes(world.lineage("J", asOf="2026-01-01T14:00:00+02:00")) == "J b c"
    assert nodes(world.lineage("J", asOf="2027-01-01")) == "J b c"


def test_a_run_at_work_at_that_time_counts_only_where_none_had_ended(world: World) -> None:
    world.accept(
        ran("J", "a", state="START", run="first"),
        ran("J", (), "b", at="10:30", run="first"),
        ran("J", "c", "d", at="10:50", state="START", run="second"),
        ran("J", at="12:00", run="second"),
    )

    assert nodes(world.lineage("J", asOf="2026-01-01T10:10:00Z")) == "J a b"
    assert nodes(world.lineage("J", asOf=AT_11)) == "J a b"
    assert nodes(world.lineage("J", asOf="2026-01-01T12:00:00Z")) == "J c d"


def test_a_job_that_came_later_is_a_node_without_lineage(world: World) -> None:
    world.accept(ran("J", "a", "b"), ran("K", "b", "c", at="12:00"))

    assert nodes(world.lineage("a", asOf=AT_11)) == "J a b"
    assert (nodes(world.lineage("K", asOf=AT_11)), edges(world.lineage("K", asOf=AT_11))) == (
        "K",
        "",
    )


def test_a_rename_holds_from_its_time_on(world: World) -> None:
    former = {"namespace": NAMESPACE, "name": "old"}
    renamed = {"lifecycleStateChange": "RENAME", "previousIdentifier": former}
    new = dataset("new", lifecycleStateChange=renamed)
    world.accept(ran("A", "a", "old"), ran("R", (), [new], at="12:00"))

    assert "old>R" in edges(world.lineage("new", direction="upstream"))
    assert edges(world.lineage("new", direction="upstream", asOf=AT_11)) == ""


def test_what_events_about_jobs_and_datasets_say_holds_from_their_time_on(world: World) -> None:
    said = {
        "eventTime": "2026-01-01T12:00:00Z",
        "run": None,
        "job": {"namespace": NAMESPACE, "name": "J"},
        "inputs": [dataset("a")],
        "outputs": [dataset("b")],
    }
    world.accept(body_of(said))

    assert nodes(world.lineage("J")) == "J a b"
    assert nodes(world.lineage("J", asOf=AT_11)) == "J"
    assert nodes(world.lineage("J", asOf="2026-01-01T12:00:00Z")) == "J a b"


def test_what_events_about_jobs_and_datasets_said_before_is_kept(world: World) -> None:
    def of_job(at: str, **sides: list[Json]) -> bytes:
        job = {"namespace": NAMESPACE, "name": "J"}
        return body_of({"eventTime": f"2026-01-01T{at}:00Z", "run": None, "job": job, **sides})

    def of_dataset(at: str, source: str) -> bytes:
        facets = {"columnLineage": columns(x=source)}
        told = {"namespace": NAMESPACE, "name": "b", "facets": facets}
        return body_of({"eventTime": f"2026-01-01T{at}:00Z", "dataset": told})

    world.accept(
        of_job("12:00", inputs=[dataset("new")]),
        of_job("08:00", inputs=[dataset("a")]),
        of_job("09:00", outputs=[dataset("b")]),
        of_job("13:00", outputs=[]),
        of_dataset("09:00", "former.x"),
        of_dataset("12:00", "later.x"),
    )

    assert edges(world.lineage("J")) == "new>J"
    assert edges(world.lineage("J", asOf="2026-01-01T08:00:00Z")) == "a>J"
    assert edges(world.lineage("J", asOf="2026-01-01T12:30:00Z", direction="both")) == "J>b new>J"
    upstream = {"direction": "upstream", "asOf": AT_11}
    assert edges(world.lineage("b", **upstream)) == "J>b a>J former>b"
    assert edges(world.column_lineage("b.x", **upstream)) == "former.x>b.x"
    assert edges(world.column_lineage("b.x", direction="upstream")) == "later.x>b.x"
    downstream = {"direction": "downstream", "asOf": AT_11}
    assert nodes(world.lineage("former", **downstream)) == "b former"
    assert edges(world.column_lineage("former.x", **downstream)) == "former.x>b.x"


def test_a_symlink_holds_for_everything_before_it(world: World) -> None:
    same = {"identifiers": [{"namespace": NAMESPACE, "name": "a", "type": "TABLE"}]}
    world.accept(
        ran("A", (), "a"),
        ran("B", "b", "c"),
        ran("S", (), [dataset("b", symlinks=same)], at="12:00"),
    )

    assert nodes(world.lineage("a", direction="downstream", asOf=AT_11)) == "B a c"


# What any events say


@dataclass(frozen=True)
class Run:
    """A run of one event."""

    job: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    #: Hour.
    at: int
    state: str
    #: The lineage facet of the job, where it has one.
    flows: tuple[tuple[str, str], ...] | None

    def event(self, number: int) -> bytes:
        facets = {}
        if self.flows is not None:
            sources: defaultdict[str, list[str]] = defaultdict(list)
            for target, source in self.flows:
                sources[target].append(source)
            facets["lineage"] = flows(**{name: " ".join(told) for name, told in sources.items()})
        return ran(
            self.job,
            self.reads,
            self.writes,
            at=f"{self.at:02}:00",
            state=self.state,
            run=f"{NAMESPACE} {number}",
            **facets,
        )


@dataclass(frozen=True)
class Said:
    """What an event about a job says of it."""

    job: str
    reads: tuple[str, ...] | None
    writes: tuple[str, ...] | None
    at: int
    flows: tuple[tuple[str, str], ...] | None
    #: Where column x of what it writes comes from.
    column: str | None

    def event(self, number: int) -> bytes:
        facets = {}
        if self.flows is not None:
            facets["lineage"] = flows(**dict(self.flows))
        made = {} if self.column is None else {"columnLineage": columns(x=f"{self.column}.x")}
        told = {
            "eventTime": moment(self.at, number),
            "run": None,
            "job": {"namespace": NAMESPACE, "name": self.job, "facets": facets},
            "inputs": self.reads and [dataset(name) for name in self.reads],
            "outputs": self.writes and [dataset(name, NAMESPACE, **made) for name in self.writes],
        }
        return body_of(told)


@dataclass(frozen=True)
class Told:
    """What an event about a dataset says of it."""

    name: str
    at: int
    #: Where its columns come from, by column lineage or by the lineage facet.
    columns: tuple[tuple[str, str], ...]
    is_explicit: bool

    def event(self, number: int) -> bytes:
        facets = {
            "columnLineage": columns(**{field: f"{source}.x" for field, source in self.columns})
        }
        if self.is_explicit:
            [entry] = flows(a=" ".join(dict(self.columns).values()))["entries"]
            facets = {"lineage": {"inputs": entry["inputs"]}}
        told = {"namespace": NAMESPACE, "name": self.name, "facets": facets}
        return body_of({"eventTime": moment(self.at, number), "dataset": told})


def moment(hour: int, number: int) -> str:
    """A time that no other event has: worlds would put equal ones into orders of their own."""
    return f"2026-01-01T{hour:02}:{number:02}:30Z"


SOME = st.lists(st.sampled_from("abcdef"), max_size=3, unique=True).map(tuple)
PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=3).map(
    tuple
)
RUNS = st.lists(
    st.builds(
        Run,
        job=st.sampled_from("JKLM"),
        reads=SOME,
        writes=SOME,
        at=st.integers(8, 14),
        state=st.sampled_from(["COMPLETE", "COMPLETE", "FAIL"]),
        flows=st.none() | PAIRS,
    ),
    min_size=1,
    max_size=7,
)

STATIC = st.lists(
    st.builds(
        Said,
        job=st.sampled_from("JK"),
        reads=st.none() | SOME,
        writes=st.none() | SOME,
        at=st.integers(8, 14),
        flows=st.none() | PAIRS,
        column=st.none() | st.sampled_from("abcdef"),
    )
    | st.builds(
        Told,
        name=st.sampled_from("ab"),
        at=st.integers(8, 14),
        columns=st.lists(
            st.tuples(st.sampled_from("xyz"), st.sampled_from("abcdef")), max_size=3
        ).map(tuple),
        is_explicit=st.booleans(),
    ),
    min_size=2,
    max_size=8,
)

Place = tuple[str, ...]


def naive(rows: Sequence[Json], start: str, direction: str) -> set[str]:
    """Everything that a walk over rows of `edges` comes to, by the rule of passes."""
    near, far = ("source", "target") if direction == "downstream" else ("target", "source")
    after: defaultdict[Place, set[Place]] = defaultdict(set)
    passes: defaultdict[str, set[Place]] = defaultdict(set)
    between: list[tuple[str, str]] = []
    place: Place
    for row in rows:
        before, behind = f"{row[near]}", f"{row[far]}"
        is_job = (before[0].isupper(), behind[0].isupper())
        if is_job == (False, False) and row["job"]:
            place = (row["job"], before)
            passes[row["job"]].add(place)
            after[before,].add(place)
            after[place].add((behind,))
            after[row["job"],].add((behind,))
        elif is_job == (False, True):
            passes[behind].add((behind, before))
            after[before,].add((behind, before))
        else:
            after[before,].add((behind,))
            if is_job == (True, True):
                between.append((before, behind))
    for job, behind in between:
        for place in passes[job]:
            after[place].add((behind,))
    found: set[Place] = set()
    ahead: list[Place] = [(start,)]
    while ahead:
        place = ahead.pop()
        if place not in found:
            found.add(place)
            ahead += after[place]
    return {place[0] for place in found}


@fewer
@given(runs=RUNS, is_history=st.booleans())
def test_a_walk_finds_what_a_naive_walk_over_edges_finds(
    new_world: Callable[[], World], runs: list[Run], is_history: bool
) -> None:
    world = new_world()
    world.accept(*(run.event(number) for number, run in enumerate(runs)))

    rows = world.sql(
        f"""
        select source_name as source, target_name as target, job_name as job
        from edges
        where (is_current or {is_history}) and '{NAMESPACE}' in (source_namespace, target_namespace)
        """
    )
    history = "all" if is_history else "current"
    starts = {run.job for run in runs[:2]} | {name for run in runs[:2] for name in run.reads}
    for start in sorted(starts):
        for direction in ("upstream", "downstream"):
            answer = world.lineage(start, direction=direction, history=history)
            assert set(nodes(answer).split()) == naive(rows, start, direction), (start, direction)


@fewer
@given(runs=RUNS, is_history=st.booleans())
def test_lineage_of_a_time_is_what_it_was_to_who_had_the_events_until_then(
    new_world: Callable[[], World], runs: list[Run], is_history: bool
) -> None:
    whole, former = new_world(), new_world()
    events = [(run, run.event(number)) for number, run in enumerate(runs)]
    before = [event for run, event in events if run.at <= 11]
    whole.accept(*(event for _, event in events))
    if before:
        former.accept(*before)

    history = "all" if is_history else "current"
    for job in sorted({run.job for run in runs if run.at <= 11}):
        then = whole.lineage(job, asOf=AT_11, history=history)
        assert lineage_facts(then) == lineage_facts(former.lineage(job, history=history))


@fewer
@given(said=STATIC, runs=RUNS, is_history=st.booleans())
def test_static_lineage_of_a_time_is_what_it_was_to_who_had_the_events_until_then(
    new_world: Callable[[], World],
    said: list[Said | Told],
    runs: list[Run],
    is_history: bool,
) -> None:
    whole, former = new_world(), new_world()
    # The last first: what is kept of the past must not depend on what was known before.
    told = sorted(enumerate(said), key=lambda one: (-one[1].at, -one[0]))
    events = [(one.at, one.event(number)) for number, one in told]
    events += [(run.at, run.event(number)) for number, run in enumerate(runs[:2])]
    whole.accept(*(event for _, event in events))
    before = [event for hour, event in events if hour < 11]
    if before:
        former.accept(*before)

    known = {one.job if isinstance(one, Said) else one.name for one in said if one.at < 11}
    history = "all" if is_history else "current"
    then = "2026-01-01T10:59:59Z"
    for start in sorted(known | {run.job for run in runs[:2] if run.at < 11}):
        asked = {"nodeId": node(start), "history": history, "direction": "both"}
        told_then = whole.ask("lineage", asOf=then, **asked)
        assert lineage_facts(told_then) == lineage_facts(former.ask("lineage", **asked))
        columns_then = whole.answer("column-lineage", asOf=then, **asked)
        assert _facts(columns_then) == _facts(former.answer("column-lineage", **asked))


def _facts(answer: tuple[int, Json]) -> tuple[int, Json]:
    """What is said of columns; the reason why nothing is, is of today."""
    status, told = answer
    return status, lineage_facts(told) if status == 200 else {}


def test_a_question_beside_events_has_those_that_were_acknowledged_before_it(world: World) -> None:
    for number in range(5):
        world.accept(ran("J", f"a{number}", "b", at=f"{10 + number}:00"))
        assert nodes(world.lineage("b", direction="upstream")) == f"J a{number} b"
        assert world.ask("impact", nodeId=node(f"a{number}"))["totalCount"] == 2
