"""Realistic events of three sizes: unique, valid with formats asserted, the same for every run.

Event number `n` is the START (even) or COMPLETE (odd) of run `n // 2`; the jobs stand in pipelines
of 50, where a job reads what the one before it wrote. An event is a template per job with slots of
fixed width, so that making one costs a few microseconds, compressed or not.
"""

from __future__ import annotations

import json
import random
import re
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from typing import Literal

Json = dict[str, object]
Size = Literal["0.6", "7.4", "200"]
SIZES: tuple[Size, ...] = ("0.6", "7.4", "200")

PIPELINE_LENGTH = 50
#: Jobs of each size. zstd looks back about 2 MB, so a job's next event is out of its sight, as it
#: is in a real store; the texts of 200 kB would cost too much memory for that.
JOBS: dict[Size, int] = {"0.6": 2_000, "7.4": 500, "200": 20}

PRODUCER = "https://github.com/OpenLineage/OpenLineage/tree/1.54.0/integration/spark"
SPEC = "https://openlineage.io/spec"

FIRST_TIME = datetime(2026, 1, 1)  # noqa: DTZ001, the texts say Z
TIME_STEP = timedelta(microseconds=10_007)
_ODD = 0x9E3779B97F4A7C15F39CC0605CEDC835

# What stands in a template where the event's own values go; each as wide as its value.
RUN_ID = "00000000-0000-7000-8000-00000000000a"
PARENT_RUN_ID = "00000000-0000-7000-8000-00000000000b"
EVENT_TIME = "2001-01-01T00:00:00.000000Z"
ROW_COUNT = 9_081_726
BYTE_COUNT = 9_081_726_354
SLOTS = (RUN_ID, PARENT_RUN_ID, EVENT_TIME, str(BYTE_COUNT), str(ROW_COUNT))
_SLOT = re.compile("|".join(f"({slot})" for slot in SLOTS).encode())

WORDS = """
    account address agent amount audit balance basket billing booking campaign carrier category
    channel charge claim click client contract country coupon credit customer daily delivery
    device discount employee event exchange forecast gross household inventory invoice item ledger
    location loyalty margin market member merchant message net offer order partner payment payout
    plan policy price product profile profit promotion purchase quantity quote rating refund
    region rental report return revenue reward route sales segment seller session settlement
    shipment signup stock store subscription supplier tax ticket token traffic transaction
    transfer user vendor visit voucher warehouse weekly wholesale
""".split()  # noqa: SIM905, as a list it takes a hundred lines
SUFFIXES = (
    "id",
    "key",
    "code",
    "name",
    "type",
    "status",
    "date",
    "at",
    "amount",
    "count",
    "rate",
    "flag",
    "hash",
    "source",
    "level",
    "rank",
)
COLUMN_TYPES = ("string", "long", "integer", "timestamp", "date", "decimal(18,2)", "boolean")
TRANSFORMATIONS = (
    ("DIRECT", "IDENTITY", ""),
    ("DIRECT", "TRANSFORMATION", ""),
    ("DIRECT", "AGGREGATION", ""),
    ("INDIRECT", "JOIN", ""),
    ("INDIRECT", "FILTER", ""),
    ("INDIRECT", "GROUP_BY", ""),
)


class Template:
    """The text of one job's events, cut where the values of an event go."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        matches = list(_SLOT.finditer(text))
        ends = [0, *(match.end() for match in matches)]
        starts = [*(match.start() for match in matches), len(text)]
        self._pieces = [text[end:start] for end, start in zip(ends, starts, strict=True)]
        #: Which of SLOTS follows each piece but the last.
        self._slots = [match.lastindex - 1 for match in matches if match.lastindex is not None]

    def render(self, values: tuple[bytes, ...]) -> bytes:
        return _interleave(self._pieces, [values[slot] for slot in self._slots])

    def render_deflated(self, values: tuple[bytes, ...]) -> bytes:
        """The same text as deflate blocks, none of them the last; the values stay uncompressed."""
        stored = [_stored_block(values[slot]) for slot in self._slots]
        return _interleave(self._deflated_pieces, stored)

    @cached_property
    def _deflated_pieces(self) -> list[bytes]:
        """Each piece compressed at level 3, free to refer to the pieces before it.

        The values between them are not known yet. In what the compressor looks back on they are
        bytes that no JSON text holds, so that no reference can lead into them.
        """
        pieces: list[bytes] = []
        history = b""
        widths = [len(SLOTS[slot]) for slot in self._slots]
        for piece, width in zip(self._pieces, [*widths, 0], strict=True):
            pieces.append(deflate(piece, history[-32_768:]))
            history += piece + b"\x00" * width
        return pieces


@dataclass(frozen=True)
class Samples:
    """The events of one size; those of another seed have other jobs, runs and texts."""

    size: Size
    seed: int = 1

    def body(self, number: int) -> bytes:
        return self._template(number).render(_values(self.seed, number))

    def deflated(self, number: int) -> bytes:
        """The body as deflate blocks; see `gzip_body`."""
        return self._template(number).render_deflated(_values(self.seed, number))

    def prepare(self, *, compressed: bool = False) -> None:
        """Build every template now rather than at its first event."""
        for number in range(2 * JOBS[self.size]):
            _ = self.deflated(number) if compressed else self.body(number)

    def _template(self, number: int) -> Template:
        return template(self.size, self.seed, number // 2 % JOBS[self.size], number % 2 == 1)


def gzip_body(plain: bytes, blocks: bytes) -> bytes:
    """A gzip body of deflate blocks that say `plain`."""
    trailer = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
    return b"".join((b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", blocks, _LAST_BLOCK, trailer))


_LAST_BLOCK = b"\x01\x00\x00\xff\xff"


def deflate(plain: bytes, history: bytes = b"") -> bytes:
    """Deflate blocks that end on a byte and are not the last ones of a stream."""
    compressor = zlib.compressobj(3, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=history)
    return compressor.compress(plain) + compressor.flush(zlib.Z_SYNC_FLUSH)


def _stored_block(value: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(value), len(value) ^ 0xFFFF) + value


def _interleave(pieces: list[bytes], between: list[bytes]) -> bytes:
    parts = [b""] * (2 * len(pieces) - 1)
    parts[::2] = pieces
    parts[1::2] = between
    return b"".join(parts)


def _values(seed: int, number: int) -> tuple[bytes, ...]:
    """The values of an event in the order of SLOTS."""
    time = (FIRST_TIME + number * TIME_STEP).isoformat(timespec="microseconds") + "Z"
    run_id, parent_run_id, row_count, byte_count = _run_values(seed, number // 2)
    return run_id, parent_run_id, time.encode(), byte_count, row_count


@lru_cache(maxsize=256)
def _run_values(seed: int, run: int) -> tuple[bytes, bytes, bytes, bytes]:
    spread = run * _ODD
    row_count = 1_000_000 + spread % 8_999_999
    return (
        _uuid(seed, run),
        _uuid(seed + 1_000_000, run // PIPELINE_LENGTH),
        b"%d" % row_count,
        b"%d" % (row_count * 900 + 1_000_000_000),
    )


def _uuid(seed: int, number: int) -> bytes:
    digits = b"%032x" % (((number + 1) * _ODD + (seed << 64)) % (1 << 128))
    return b"-".join(
        (digits[:8], digits[8:12], b"7" + digits[13:16], b"8" + digits[17:20], digits[20:])
    )


@cache
def template(size: Size, seed: int, job: int, is_complete: bool) -> Template:
    event = _EVENTS[size](_Job(seed, job), is_complete)
    return Template(json.dumps(event, separators=(",", ":")).encode())


class _Job:
    """The names of one job, and the words it draws from."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = random.Random(f"{seed} {number}")  # noqa: S311, no secret
        self.pipeline, self.position = divmod(number, PIPELINE_LENGTH)
        names = random.Random(f"{seed} pipeline {self.pipeline}")  # noqa: S311, no secret
        self.pipeline_name = "_".join(names.sample(WORDS, 2)) + f"_{self.pipeline:04d}"
        self.namespace = f"analytics-{names.choice(WORDS)}"
        self.name = f"{self.pipeline_name}.step_{self.position:02d}"
        self.bucket = f"s3://lake-{names.choice(WORDS)}-{seed}"

    def table(self, position: int) -> str:
        """What the job at this position writes; 0 is the source of the pipeline."""
        return f"warehouse/{self.pipeline_name}/table_{position:02d}"

    def columns(self, count: int) -> list[str]:
        names: set[str] = set()
        while len(names) < count:
            names.add("_".join((*self.random.sample(WORDS, 2), self.random.choice(SUFFIXES))))
        return sorted(names, key=lambda _: self.random.random())


def _event(is_complete: bool, **members: object) -> Json:
    return {
        "eventTime": EVENT_TIME,
        "eventType": "COMPLETE" if is_complete else "START",
        "producer": PRODUCER,
        "schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        **members,
    }


def _small_event(job: _Job, is_complete: bool) -> Json:
    return _event(
        is_complete,
        run={"runId": RUN_ID},
        job={"namespace": job.namespace, "name": job.name},
        inputs=[{"namespace": job.bucket, "name": job.table(job.position)}],
        outputs=[{"namespace": job.bucket, "name": job.table(job.position + 1)}],
    )


def _spark_event(job: _Job, is_complete: bool) -> Json:
    return _lineage_event(job, is_complete, inputs=1, columns=9, sources=1)


def _wide_event(job: _Job, is_complete: bool) -> Json:
    return _lineage_event(job, is_complete, inputs=3, columns=134, sources=6)


_EVENTS = {"0.6": _small_event, "7.4": _spark_event, "200": _wide_event}


def _lineage_event(
    job: _Job, is_complete: bool, *, inputs: int, columns: int, sources: int
) -> Json:
    """A Spark-like event: `inputs` tables, and `sources` input fields for each output column."""
    read = [job.columns(columns) for _ in range(inputs)]
    names = [job.table(job.position), *(f"warehouse/dimension_{word}" for word in WORDS)][:inputs]
    written = job.columns(columns)
    lineage = _column_lineage(job, dict(zip(names, read, strict=True)), written, sources)
    return _event(
        is_complete,
        run={"runId": RUN_ID, "facets": _run_facets(job)},
        job={"namespace": job.namespace, "name": job.name, "facets": _job_facets(job, written)},
        inputs=[
            _dataset(job, name, {"schema": _schema(job, fields)})
            for name, fields in zip(names, read, strict=True)
        ],
        outputs=[_output(job, written, lineage, is_complete)],
    )


def _facet(version: str, name: str, /, *, file: str = "", **members: object) -> Json:
    schema = f"{SPEC}/facets/{version}/{file or name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": schema, **members}


def _run_facets(job: _Job) -> Json:
    root = {"run": {"runId": PARENT_RUN_ID}, "job": _pipeline(job)}
    application = (
        f"application_{job.random.randrange(10**12, 10**13)}_{job.random.randrange(10**4):04d}"
    )
    properties = {
        "spark.master": "yarn",
        "spark.app.name": job.name,
        "spark.app.id": application,
        "spark.executor.instances": str(job.random.randrange(2, 200)),
        "spark.sql.shuffle.partitions": str(job.random.randrange(50, 4_000)),
    }
    return {
        "parent": _facet("1-2-0", "ParentRunFacet", run=root["run"], job=root["job"], root=root),
        "processing_engine": _facet(
            "1-1-1",
            "ProcessingEngineRunFacet",
            version="4.0.1",
            name="spark",
            openlineageAdapterVersion="1.54.0",
        ),
        "spark_properties": {
            "_producer": PRODUCER,
            "_schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunFacet",
            "properties": properties,
        },
    }


def _pipeline(job: _Job) -> Json:
    return {"namespace": job.namespace, "name": job.pipeline_name}


def _job_facets(job: _Job, columns: list[str]) -> Json:
    query = (
        f"create or replace table {job.pipeline_name}.table_{job.position + 1:02d} as select "  # noqa: S608
        + ", ".join(f"src.{name}" for name in columns[:40])
        + f" from {job.pipeline_name}.table_{job.position:02d} as src where "
        + f"src.{columns[0]} > {job.random.randrange(10**6)}"
    )
    return {
        "jobType": _facet(
            "2-0-4",
            "JobTypeJobFacet",
            processingType="BATCH",
            integration="SPARK",
            jobType="SQL_JOB",
        ),
        "sql": _facet("1-1-0", "SQLJobFacet", query=query, dialect="spark"),
    }


def _dataset(job: _Job, name: str, facets: Json) -> Json:
    source = _facet(
        "1-0-1",
        "DatasourceDatasetFacet",
        name=job.bucket,
        uri=f"{job.bucket}/{name}",
    )
    return {"namespace": job.bucket, "name": name, "facets": {"dataSource": source, **facets}}


def _schema(job: _Job, columns: list[str]) -> Json:
    fields = [{"name": name, "type": job.random.choice(COLUMN_TYPES)} for name in columns]
    return _facet("1-2-0", "SchemaDatasetFacet", fields=fields)


def _output(job: _Job, columns: list[str], lineage: Json, is_complete: bool) -> Json:
    output = _dataset(
        job,
        job.table(job.position + 1),
        {"schema": _schema(job, columns), "columnLineage": lineage, "acme_quality": _custom(job)},
    )
    if is_complete:
        statistics = _facet(
            "1-0-2",
            "OutputStatisticsOutputDatasetFacet",
            rowCount=ROW_COUNT,
            size=BYTE_COUNT,
            fileCount=job.random.randrange(1, 900),
        )
        output["outputFacets"] = {"outputStatistics": statistics}
    return output


def _custom(job: _Job) -> Json:
    """A facet that no schema knows."""
    return {
        "_producer": "https://acme.example/lineage/3.2",
        "_schemaURL": "https://acme.example/schemas/1-0-0/AcmeQualityDatasetFacet.json",
        "score": round(job.random.random(), 4),
        "steward": f"team:{job.random.choice(WORDS)}",
        "checks": job.random.sample(WORDS, 3),
    }


def _column_lineage(
    job: _Job, tables: dict[str, list[str]], columns: list[str], sources: int
) -> Json:
    fields = {
        column: {"inputFields": [_input_field(job, tables) for _ in range(sources)]}
        for column in columns
    }
    return _facet("1-2-0", "ColumnLineageDatasetFacet", fields=fields)


def _input_field(job: _Job, tables: dict[str, list[str]]) -> Json:
    table = job.random.choice(list(tables))
    kind, subtype, description = job.random.choice(TRANSFORMATIONS)
    return {
        "namespace": job.bucket,
        "name": table,
        "field": job.random.choice(tables[table]),
        "transformations": [
            {"type": kind, "subtype": subtype, "description": description, "masking": False}
        ],
    }
