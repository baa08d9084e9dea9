-- What the JobEvents and DatasetEvents of a batch say about lineage, each event for itself.
-- reads: static_statements
select
    kind,
    namespace,
    name,
    side,
    last_stamp as stamp,
    statement
from static_statements
