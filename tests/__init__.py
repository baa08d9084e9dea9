"""A package, so that none of this name that a client brings along is found first."""
