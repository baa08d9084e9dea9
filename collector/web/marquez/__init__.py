"""Marquez' API: the same paths and members, and more."""
