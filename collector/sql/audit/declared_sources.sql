-- Data upstream of models that is declared to be a source; one row a dataset.
-- key: namespace, name
-- reads: model_inputs, run_reads, audit_sources
select
    read.namespace,
    read.name
from (
    select
        namespace,
        name
    from model_inputs
    where feeds
    union
    select
        namespace,
        name
    from run_reads
) as read
semi join audit_sources as sources
    on regexp_full_match(concat_ws(':', read.namespace, read.name), sources.pattern)
