-- Adds the violations of a batch of events; reads the registered relation `violations_batch`.
insert into violations
select
    seq,
    layer,
    pointer,
    facet,
    message,
    schema_id
from violations_batch
