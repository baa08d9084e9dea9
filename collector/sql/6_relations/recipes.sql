-- What a run was made of, as digests: equal digests, equal parts; one row a run that wrote a model.
-- A part of which nothing is known has a digest of its own in each run, so that two runs of which
-- the same is not known are never taken for equal.
-- key: run_id
-- reads: training_runs, model_parameters, model_inputs
-- run_id: the run
-- recipe: digest of all parts
-- is_complete: every part is known
-- unknown_parts: list of those that are not: code, parameters, data, environment
-- code: digest of commit and changes; of a tree that is not said to be clean, its commit alone
-- parameters: digest of all hyperparameters
-- data: digest of names, versions and roles of what fed the model
-- environment: digest of the lock file, else of the container
with

data as (
    select
        run_id,
        bool_and(grade = 'recorded') as is_known,
        list_sort(list_distinct(list(
            concat_ws(chr(31), namespace, name, version, coalesce(role, ''))
        ))) as inputs
    from model_inputs
    where feeds
    group by run_id
),

parameters as (
    select
        run_id,
        list_sort(list_distinct(list(concat_ws(chr(31), parameter, coalesce(value, '')))))
            as parameters
    from model_parameters
    group by run_id
),

parts as (
    select
        runs.run_id,
        case
            when
                runs.code_version is not null
                and (not coalesce(runs.is_dirty, false) or runs.diff_sha256 is not null)
                then concat_ws(
                    chr(31),
                    runs.code_version,
                    case when runs.is_dirty then runs.diff_sha256 end
                )
        end as code,
        parameters.parameters::varchar as parameters,
        case when data.is_known then data.inputs::varchar end as data,
        coalesce(runs.lockfile_sha256, runs.container_digest) as environment
    from training_runs as runs
    left outer join parameters on runs.run_id = parameters.run_id
    left outer join data on runs.run_id = data.run_id
)

select
    run_id,
    md5(concat_ws(
        chr(30),
        coalesce(code, '? ' || run_id),
        coalesce(parameters, '? ' || run_id),
        coalesce(data, '? ' || run_id),
        coalesce(environment, '? ' || run_id)
    )) as recipe,
    code is not null
    and parameters is not null
    and data is not null
    and environment is not null as is_complete,
    list_filter(
        [
            case when code is null then 'code' end,
            case when parameters is null then 'parameters' end,
            case when data is null then 'data' end,
            case when environment is null then 'environment' end
        ],
        lambda part: part is not null
    ) as unknown_parts,
    md5(coalesce(code, '? ' || run_id)) as code,
    md5(coalesce(parameters, '? ' || run_id)) as parameters,
    md5(coalesce(data, '? ' || run_id)) as data,
    md5(coalesce(environment, '? ' || run_id)) as environment
from parts
