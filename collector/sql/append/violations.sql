-- Adds the violations of a batch of events; reads the registered relation `violation_batch`.
insert into violations
select
    seq,
    layer,
    pointer,
    facet,
    message,
    schema_id
from violation_batch
