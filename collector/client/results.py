"""The result of a query, as Arrow, pandas, polars, or plain values."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class SqlResult:
    """Holds what a query gave until it is known as what it is wanted."""

    def __init__(self, content: bytes, *, truncated: bool) -> None:
        """`content` is a stream of Arrow."""
        self._content = content
        #: There are more rows: the limit, or a bound of the collector, was reached.
        self.truncated = truncated

    def __repr__(self) -> str:
        more = ", truncated" if self.truncated else ""
        names = ", ".join(self.columns)
        return f"<SqlResult of {len(self)} rows{more}: {names}>"

    def __len__(self) -> int:
        """How many rows there are."""
        return int(self._table.num_rows)

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._table.column_names)

    def arrow(self) -> pa.Table:
        """A table of Arrow."""
        return self._table

    def pandas(self) -> pd.DataFrame:
        """A data frame of pandas, which has to be installed."""
        return self._framed.to_pandas()

    def polars(self) -> pl.DataFrame:
        """A data frame of polars, which has to be installed."""
        import polars as pl

        # Of a table it is a frame, of a column a series.
        return cast("pl.DataFrame", pl.from_arrow(self._framed))

    def rows(self) -> list[dict[str, Any]]:
        """Each row as a dict; times without a zone are UTC."""
        rows: list[dict[str, Any]] = self._table.to_pylist()
        return rows

    @property
    def _framed(self) -> pa.Table:
        """The table with intervals as durations, for frames know no months."""
        import pyarrow as pa

        table = self._table
        for place, column in enumerate(table.schema):
            if column.type == pa.month_day_nano_interval():
                durations = [_duration(value) for value in table.column(place).to_pylist()]
                table = table.set_column(place, column.name, pa.array(durations, pa.duration("us")))
        return table

    @cached_property
    def _table(self) -> pa.Table:
        # Imported here: most who ask about lineage never need it.
        import pyarrow as pa

        with pa.ipc.open_stream(self._content) as reader:
            return reader.read_all()


def _duration(value: tuple[int, int, int] | None) -> timedelta | None:
    """Of months, days and nanoseconds; a month counts as 30 days, as DuckDB compares them."""
    if value is None:
        return None
    months, days, nanoseconds = value
    return timedelta(days=30 * months + days, microseconds=nanoseconds // 1_000)
