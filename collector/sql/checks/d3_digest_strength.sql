-- A digest of the data that covers all of it.
-- id: D3
-- severity: major
-- guards: 4
-- mlflow: MLflow's digest sees at most 10,000 rows and not all columns: log a table with snapshots,
-- or tag the input with the sha256 of the file
-- openlineage: on the input {subject}: `"collector_datasetRole": {"role": "training", "digest":
-- {"algorithm": "sha256", "value": …, "coverage": "full"}}`, or a snapshot as `version`
with

identified as (
    select
        model_namespace,
        model_name,
        model_version,
        namespace,
        name,
        digest,
        digest_coverage,
        case when grade = 'recorded' then version end as version
    from model_inputs
    where feeds
),

-- A version of its own, such as a snapshot, makes the digest a matter of less weight.
resting_on as (
    select
        *,
        case
            when version is null or lower(version) = lower(digest) then digest
            when regexp_full_match(lower(version), '[0-9a-f]{8}') then version
        end as weight
    from identified
),

judged as (
    select
        *,
        case
            when regexp_full_match(lower(weight), '[0-9a-f]{8}') then 'failed'
            when digest_coverage in ('sample', 'metadata') then 'failed'
            when coalesce(digest_coverage, 'unknown') = 'unknown' and weight = digest then 'unknown'
        end as outcome
    from resting_on
    where weight is not null
)

select
    model_namespace,
    model_name,
    model_version,
    outcome,
    concat_ws(':', namespace, name) as subject,
    case outcome
        when 'failed'
            then format(
                'Digest {} of {} does not cover all rows and columns; other data may have it too.',
                weight,
                name
            )
        else format('Nothing says how much of {} its digest {} covers.', name, weight)
    end as message
from judged
where outcome is not null
