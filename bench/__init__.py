"""Measurements of the collector from the outside; each module says what it measures."""
