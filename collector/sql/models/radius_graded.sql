-- The versions that are shown, with the grade of what they were trained on; one row a version.
-- key: namespace, name, version
-- reads: radius_shown, graded_reads
select
    shown.* exclude (grade),
    coalesce(
        case when shown.via_name is null or shown.read_version is not null then 'recorded' end,
        reads.grade,
        'missing'
    ) as grade
from radius_shown as shown
left outer join graded_reads as reads
    on
        shown.run_id = reads.run_id
        and shown.via_namespace = reads.namespace
        and shown.via_name = reads.name
        and shown.read_version is null
