"""Whether versions of models could be made again, and what is missing."""
