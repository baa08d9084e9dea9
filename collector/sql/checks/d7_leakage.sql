-- Test data that is not training data.
-- id: D7
-- severity: major
-- guards: risk
-- mlflow: split the data, and log each part by itself: `mlflow.log_input(test, context="testing")`
-- openlineage: send each part as an input of its own, with `"collector_datasetRole": {"role":
-- "test", "split": …}` and a digest of coverage full
with

-- What the run held out that wrote the version, and what others measured it on.
held_out as (
    select
        model_namespace,
        model_name,
        model_version,
        namespace,
        name,
        case when grade = 'recorded' then version end as version,
        role,
        split,
        digest,
        digest_coverage
    from model_inputs
    where role in ('validation', 'test', 'evaluation') and not feeds
    union all
    select distinct
        mentions.namespace as model_namespace,
        mentions.name as model_name,
        mentions.version as model_version,
        listed.namespace,
        listed.name,
        listed.version,
        listed.part.role as role,
        listed.part.split as split,
        listed.part.digest.value as digest,
        listed.part.digest.coverage as digest_coverage
    from model_mentions as mentions
    inner join traced_listings as listed on mentions.run_id = listed.run_id
    anti join model_runs as trained on mentions.run_id = trained.run_id
    where
        mentions.role = 'input'
        and listed.role = 'input'
        and listed.part.role in ('validation', 'test', 'evaluation')
),

fed as (
    select
        model_namespace,
        model_name,
        model_version,
        namespace,
        name,
        case when grade = 'recorded' then version end as version,
        split,
        digest,
        digest_coverage
    from model_inputs
    where feeds
),

compared as (
    select
        held_out.model_namespace,
        held_out.model_name,
        held_out.model_version,
        held_out.namespace,
        held_out.name,
        held_out.role,
        fed.name as fed_name,
        case
            when fed.split != held_out.split then null
            when fed.namespace = held_out.namespace and fed.name = held_out.name
                then
                    case
                        when
                            fed.version = held_out.version
                            and fed.split is null
                            and held_out.split is null
                            then 'failed'
                        when coalesce(fed.version = held_out.version, true) then 'unknown'
                    end
            when
                fed.digest = held_out.digest
                and fed.digest_coverage = 'full'
                and held_out.digest_coverage = 'full'
                then 'failed'
            when fed.digest = held_out.digest then 'unknown'
            when
                fed.version = held_out.version
                and regexp_full_match(lower(fed.version), '[0-9a-f]{32,}')
                then 'failed'
        end as outcome
    from fed
    inner join held_out
        on
            fed.model_namespace = held_out.model_namespace
            and fed.model_name = held_out.model_name
            and fed.model_version = held_out.model_version
)

select
    model_namespace,
    model_name,
    model_version,
    min(outcome) as outcome,
    concat_ws(':', namespace, name) as subject,
    format(
        case min(outcome)
            when 'failed' then '{} was used for {} and equals {}, which the model was trained on.'
            else '{} was used for {} and may equal {}, which the model was trained on.'
        end,
        name,
        min(role),
        arg_min(fed_name, struct_pack(outcome := outcome, name := fed_name))
    ) as message
from compared
where outcome is not null
group by model_namespace, model_name, model_version, namespace, name
