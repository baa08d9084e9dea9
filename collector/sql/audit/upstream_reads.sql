-- What was read upstream of runs that wrote training data, counted; one row a run.
-- key: run_id
-- reads: by it and by those upstream of it
-- recorded: of these, with a version
-- inferred: of these, with a version that is inferred
-- missing: of these, without one
-- names: of some datasets whose version is not recorded
-- open_names: of some datasets that no run wrote and that are not declared to be sources
-- reads: run_reads, upstream_runs, declared_sources
select
    walked.run_id,
    count(*) as reads,
    count(*) filter (run_reads.grade = 'recorded') as recorded,
    count(*) filter (run_reads.grade = 'inferred') as inferred,
    count(*) filter (run_reads.grade = 'missing') as missing,
    list_sort(list(distinct run_reads.name) filter (run_reads.grade != 'recorded'))[:5] as names,
    list_sort(
        list(distinct run_reads.name) filter (
            run_reads.written_by is null and declared_sources.name is null
        )
    )[:5] as open_names
from upstream_runs as walked
inner join run_reads on walked.upstream_run_id = run_reads.run_id
left outer join declared_sources
    on
        run_reads.namespace = declared_sources.namespace
        and run_reads.name = declared_sources.name
group by walked.run_id
