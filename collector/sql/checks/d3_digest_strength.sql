-- A digest of the data that covers all of it.
-- id: D3
-- severity: major
-- guards: 4
-- mlflow: MLflow's digest sees at most 10,000 rows: tag the input with a sha256, or log a table
-- with snapshots
-- openlineage: send `digest` of `collector_datasetRole` with `coverage` full, or a snapshot as
-- `version`
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    concat_ws(':', namespace, name) as subject,
    format(
        'Digest {} of {} does not cover all rows and columns: other data may have the same.',
        coalesce(digest, version),
        name
    ) as message
from model_inputs
where
    feeds
    and (
        digest_coverage in ('sample', 'metadata')
        or regexp_full_match(coalesce(digest, version), '[0-9a-f]{8}')
    )
