-- What pictures say by lineage facets, after precedence; one row a picture, target and source.
-- A target without a source says that nothing is upstream.
-- unit: picture
-- reads: picture_datasets, lineage_entries, identities
with

carried as (
    select
        picture,
        role,
        namespace,
        name,
        unnest(lineages) as content
    from picture_datasets
    where lineages is not null
),

explicit_said as (
    select
        carried.picture,
        entries.*,
        carried.namespace as carrier_namespace,
        carried.name as carrier_name
    from carried
    inner join lineage_entries as entries on carried.content = entries.content
),

explicit_named as (
    select
        picture,
        'explicit' as origin,
        target_kind,
        coalesce(target_namespace, carrier_namespace) as target_namespace,
        coalesce(target_name, carrier_name) as target_name,
        target_field,
        source_kind,
        case
            when source_kind = 'job' then coalesce(source_namespace, carrier_namespace)
            else source_namespace
        end as source_namespace,
        case
            when source_kind = 'job' then coalesce(source_name, carrier_name) else source_name
        end as source_name,
        source_field,
        transformation_type,
        transformation_subtype,
        description,
        masking
    from explicit_said
),

explicit as (
    select
        explicit_named.* exclude (target_namespace, target_name),
        coalesce(identities.canonical_namespace, target_namespace) as target_namespace,
        coalesce(identities.canonical_name, target_name) as target_name
    from explicit_named
    left outer join identities
        on
            explicit_named.target_namespace = identities.namespace
            and explicit_named.target_name = identities.name
            and explicit_named.target_kind = 'dataset'
),

by_column as (
    select
        listed.picture,
        'column' as origin,
        'dataset' as target_kind,
        listed.namespace as target_namespace,
        listed.name as target_name,
        entries.target_field,
        'dataset' as source_kind,
        entries.source_namespace,
        entries.source_name,
        entries.source_field,
        entries.transformation_type,
        entries.transformation_subtype,
        entries.description,
        entries.masking
    from picture_datasets as listed
    inner join lineage_entries as entries on listed.column_lineage = entries.content
    anti join explicit
        on
            listed.picture = explicit.picture
            and listed.namespace = explicit.target_namespace
            and listed.name = explicit.target_name
            and explicit.target_kind = 'dataset'
    where listed.role in ('output', 'carrier')
),

links as (
    select * from explicit
    union all by name
    select * from by_column
)

select
    links.* exclude (source_namespace, source_name),
    coalesce(identities.canonical_namespace, links.source_namespace) as source_namespace,
    coalesce(identities.canonical_name, links.source_name) as source_name
from links
left outer join identities
    on
        links.source_namespace = identities.namespace
        and links.source_name = identities.name
        and links.source_kind = 'dataset'
