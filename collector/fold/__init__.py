"""Events to lineage: the batches of the log, folded by SQL."""
