"""Questions about lineage: what a node is, what is up and down from it, and the ways between."""
