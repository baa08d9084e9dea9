"""An OpenLineage collector: validated events, kept in DuckDB, turned into lineage by SQL."""

__version__ = "0.1.0"
