"""The store: everything that touches DuckDB. The rest of the program reaches it through `Store`."""
