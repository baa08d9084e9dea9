-- What facets say of what is shown; one row a job or dataset and facet.
-- key: kind, namespace, name, facet
-- kind: job or dataset
-- namespace: of the job or dataset that is shown
-- name: of the job or dataset that is shown
-- facet: key of the facet
-- value: the facet as JSON
-- reads: names_of_shown, facet_versions
select
    names.kind,
    names.shown_namespace as namespace,
    names.shown_name as name,
    versions.facet,
    arg_max(versions.value, versions.last_stamp) as value
from facet_versions as versions
inner join names_of_shown as names
    on
        versions.kind = names.kind
        and versions.namespace = names.namespace
        and versions.name = names.name
where
    versions.facet in (
        'schema',
        'documentation',
        'tags',
        'ownership',
        'datasetType',
        'dataSource',
        'lifecycleStateChange',
        'jobType',
        'sourceCodeLocation'
    )
group by names.kind, names.shown_namespace, names.shown_name, versions.facet
having not arg_max(versions.is_deleted, versions.last_stamp)
