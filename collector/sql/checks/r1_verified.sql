-- Another run that gave the same.
-- id: R1
-- severity: minor
-- guards: 5
-- mlflow: run the same commit on the same data once more
-- openlineage: run the same recipe once more, and send the digest of its artifact, or its metrics
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    case when coalesce(repeated.differing, 0) > 0 then 'failed' else 'unknown' end as outcome,
    versions.model_version as subject,
    case
        when repeated.others is null then 'No other run of the same recipe is known.'
        when repeated.differing > 0
            then format('{} other runs of the same recipe gave another result.', repeated.differing)
        else format(
            '{} other runs followed the same recipe, but nothing tells whether they gave the same.',
            repeated.others
        )
    end as message
from model_versions as versions
left outer join repeated_versions as repeated
    using (model_namespace, model_name, model_version)
where versions.run_id is not null and not coalesce(repeated.is_verified, false)
