-- Versions whose recipe another run followed too; one row a version.
-- Two results are the same where their artifacts have the same digest, or where all last metrics
-- that both have differ by a millionth at most.
-- key: model_namespace, model_name, model_version
-- others: other versions of the same recipe
-- is_verified: one of them is the same
-- differing: those that are known to be another
-- reads: model_versions, recipes, model_metrics
with

made as (
    select
        versions.model_namespace,
        versions.model_name,
        versions.model_version,
        versions.run_id,
        versions.artifact_sha256,
        recipes.recipe
    from model_versions as versions
    inner join recipes on versions.run_id = recipes.run_id
    where recipes.is_complete
),

shared as (
    select * from made
    qualify count(distinct run_id) over (partition by recipe) > 1
),

pairs as (
    select
        one.model_namespace,
        one.model_name,
        one.model_version,
        other.model_namespace as other_namespace,
        other.model_name as other_name,
        other.model_version as other_version,
        one.artifact_sha256 = other.artifact_sha256 as is_same_artifact
    from shared as one
    inner join shared as other on one.recipe = other.recipe and one.run_id != other.run_id
),

measured as (
    select
        pairs.model_namespace,
        pairs.model_name,
        pairs.model_version,
        pairs.other_namespace,
        pairs.other_name,
        pairs.other_version,
        bool_and(
            abs(one.value - other.value) <= 1e-6 * greatest(abs(one.value), abs(other.value), 1e-12)
        ) as is_same_metrics
    from pairs
    inner join model_metrics as one
        on
            pairs.model_namespace = one.model_namespace
            and pairs.model_name = one.model_name
            and pairs.model_version = one.model_version
            and one.is_last
    inner join model_metrics as other
        on
            pairs.other_namespace = other.model_namespace
            and pairs.other_name = other.model_name
            and pairs.other_version = other.model_version
            and other.is_last
            and one.metric = other.metric
            and one.namespace is not distinct from other.namespace
            and one.name is not distinct from other.name
            and one.slice is not distinct from other.slice
    group by all
),

compared as (
    select
        pairs.*,
        coalesce(pairs.is_same_artifact, false)
        or coalesce(measured.is_same_metrics, false) as is_same,
        coalesce(not pairs.is_same_artifact, false)
        and not coalesce(measured.is_same_metrics, false)
        or coalesce(not measured.is_same_metrics, false)
        and not coalesce(pairs.is_same_artifact, false) as is_other
    from pairs
    left outer join measured
        using (
            model_namespace, model_name, model_version, other_namespace, other_name, other_version
        )
)

select
    model_namespace,
    model_name,
    model_version,
    count(*) as others,
    bool_or(is_same) as is_verified,
    count(*) filter (is_other) as differing
from compared
group by model_namespace, model_name, model_version
