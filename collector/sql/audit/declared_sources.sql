-- Data upstream of models that is declared to be a source; one row a dataset.
-- key: namespace, name
-- reads: upstream_reads, audit_sources
select
    reads.namespace,
    reads.name
from (
    select distinct
        namespace,
        name
    from upstream_reads
) as reads
semi join audit_sources as sources
    on regexp_full_match(concat_ws(':', reads.namespace, reads.name), sources.pattern)
