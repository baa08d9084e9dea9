-- What stands in a picture; one row a picture, role and dataset.
-- key: picture, role, namespace, name
-- unit: picture
-- reads: pictures, listed_datasets, static_statements, identities
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
    listed_datasets.role,
    listed_datasets.namespace,
    listed_datasets.name,
    listed_datasets.column_lineage,
    listed_datasets.lineages
from pictures
inner join listed_datasets on pictures.first_run_id = listed_datasets.run_id
where pictures.is_of_runs
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
