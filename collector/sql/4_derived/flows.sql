-- Where data flows in a picture; one row a picture, origin, source and target.
-- Numbers find what they are made of faster than texts: equal ones, equal kind, namespace and name.
-- key: picture, origin, source_kind, source_namespace, source_name, target_kind, target_namespace,
-- target_name
-- unit: picture
-- reads: pictures, picture_datasets, lineage_links
with

ends as (
    select
        picture,
        role,
        namespace,
        name
    from picture_datasets
    where role in ('input', 'output')
),

explicit_pictures as (
    select distinct picture
    from picture_datasets
    where role = 'job' and lineages is not null
),

said as (
    select distinct
        picture,
        target_kind,
        target_namespace,
        target_name
    from lineage_links
),

product as (
    select
        inputs.picture,
        inputs.namespace as source_namespace,
        inputs.name as source_name,
        outputs.namespace as target_namespace,
        outputs.name as target_name
    from ends as inputs
    inner join ends as outputs on inputs.picture = outputs.picture and outputs.role = 'output'
    anti join explicit_pictures on inputs.picture = explicit_pictures.picture
    anti join said
        on
            outputs.picture = said.picture
            and outputs.namespace = said.target_namespace
            and outputs.name = said.target_name
            and said.target_kind = 'dataset'
    where inputs.role = 'input'
),

boundary as (
    select
        ends.picture,
        'boundary' as origin,
        case ends.role when 'input' then 'dataset' else 'job' end as source_kind,
        case ends.role when 'input' then ends.namespace else pictures.namespace end
            as source_namespace,
        case ends.role when 'input' then ends.name else pictures.name end as source_name,
        case ends.role when 'input' then 'job' else 'dataset' end as target_kind,
        case ends.role when 'input' then pictures.namespace else ends.namespace end
            as target_namespace,
        case ends.role when 'input' then pictures.name else ends.name end as target_name
    from ends
    inner join pictures on ends.picture = pictures.picture
),

stated as (
    select distinct
        picture,
        origin,
        source_kind,
        source_namespace,
        source_name,
        target_kind,
        target_namespace,
        target_name
    from lineage_links
    where source_name is not null
),

-- What an entry says of the job itself is its boundary already.
pairs as (
    select * from stated
    anti join boundary
        using (
            picture,
            source_kind,
            source_namespace,
            source_name,
            target_kind,
            target_namespace,
            target_name
        )
    union all by name
    select * from boundary
    union all by name
    select
        picture,
        'product' as origin,
        'dataset' as source_kind,
        source_namespace,
        source_name,
        'dataset' as target_kind,
        target_namespace,
        target_name
    from product
)

select
    *,
    hash(source_kind, source_namespace, source_name) as source_number,
    hash(target_kind, target_namespace, target_name) as target_number
from pairs
where
    source_kind != target_kind
    or source_namespace != target_namespace
    or source_name != target_name
    or origin = 'column'
    or (origin = 'explicit' and source_kind = 'dataset')
