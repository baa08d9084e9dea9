-- What stands in a picture; one row a picture, role and dataset.
-- key: picture, role, namespace, name
-- unit: picture
-- reads: pictures, runs, job_listings, static_statements, identities
with

of_jobs as (
    select
        md5_number_lower(concat_ws(chr(10), kind, namespace, name)) as picture,
        side as role,
        unnest(statement.datasets) as listed
    from static_statements
    where kind = 'job'
),

static as (
    select
        picture,
        role,
        listed.namespace as namespace,
        listed.name as name,
        listed.column_lineage as column_lineage,
        case when listed.lineage is not null then [listed.lineage] end as lineages
    from of_jobs
    union all
    select
        md5_number_lower(concat_ws(chr(10), kind, namespace, name)) as picture,
        case when kind = 'job' then 'job' else 'carrier' end as role,
        namespace,
        name,
        max(statement.content) filter (side = 'columnLineage') as column_lineage,
        list(statement.content) filter (
            side = 'lineage' and statement.content is not null
        ) as lineages
    from static_statements
    where side in ('lineage', 'columnLineage')
    group by kind, namespace, name
)

select
    pictures.picture,
    listed.role,
    listed.namespace,
    listed.name,
    arg_max_null(listed.column_lineage, listed.column_lineage_stamp) as column_lineage,
    list_sort(list_distinct(flatten(list(listed.lineages) filter (listed.lineages is not null))))
        as lineages
from pictures
inner join runs on pictures.first_run_id = runs.run_id
inner join job_listings as listed
    on
        runs.run_id = listed.run_id
        and (
            hash(pictures.namespace, pictures.name) = listed.job_number
            -- What was said before the job had a name is said of the run's job.
            or (
                listed.job_number = 0
                and pictures.namespace = runs.job.namespace
                and pictures.name = runs.job.name
            )
        )
where pictures.is_of_runs
group by pictures.picture, listed.role, listed.namespace, listed.name
union all
select
    pictures.picture,
    static.role,
    coalesce(identities.canonical_namespace, static.namespace) as namespace,
    coalesce(identities.canonical_name, static.name) as name,
    static.column_lineage,
    static.lineages
from pictures
inner join static on pictures.picture = static.picture
left outer join identities
    on
        static.namespace = identities.namespace
        and static.name = identities.name
        and static.role != 'job'
where not pictures.is_of_runs
