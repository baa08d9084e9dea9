-- Runs that wrote models, with what it takes to run them again; one row a run.
-- key: run_id
-- reads: model_runs, traced_runs, traced_facets
-- run_id: the run
-- job_namespace: namespace of its job
-- job_name: name of its job
-- state: of the run
-- started_at: first START or RUNNING, else first event
-- ended_at: time of its end
-- code_version: version of the code, such as a commit
-- code_url: where the code is
-- code_path: path of the code in the repository
-- repository: address of the repository
-- branch: of the repository
-- code_tag: of the repository
-- is_dirty: the code had changes that no commit has; null where it is not said
-- diff_sha256: digest of those changes
-- entry_point: what was run
-- command: list of the words of the command line
-- parameter_count: hyperparameters that were recorded
-- seeds: JSON, a list of name and value; null without any
-- is_deterministic: as said
-- language: such as python
-- language_version: of the language
-- lockfile_sha256: digest of the file that locks the versions of libraries
-- container_image: image that it ran in
-- container_digest: digest of that image
-- package_count: libraries whose versions were recorded
-- hardware: JSON; null where nothing is said
-- tracking_system: such as mlflow
-- tracking_run_id: the run's identifier there
-- tracking_url: address of the run there
-- parent_run_id: run that contains it, such as a search
-- error_message: why it failed
with

trained as (select distinct run_id from model_runs),

facets as (
    select
        run_id,
        max(value) filter (facet = 'executionParameters') as parameters,
        max(value) filter (facet = 'collector_environment') as environment,
        max(value) filter (facet = 'collector_reproducibility') as reproducibility
    from traced_facets
    where role = 'run'
    group by run_id
)

select
    runs.run_id,
    runs.job_namespace,
    runs.job_name,
    runs.state,
    runs.started_at,
    runs.ended_at,
    runs.location.version as code_version,
    runs.location.url as code_url,
    runs.location.path as code_path,
    runs.repository.url as repository,
    runs.repository.branch as branch,
    runs.repository.tag as code_tag,
    (facets.reproducibility ->> '$.code.dirty')::boolean as is_dirty,
    facets.reproducibility ->> '$.code.diffSha256' as diff_sha256,
    facets.reproducibility ->> '$.code.entryPoint' as entry_point,
    (facets.reproducibility -> '$.code.command')::varchar[] as command,
    coalesce(json_array_length(facets.parameters, '$.parameters'), 0)::bigint as parameter_count,
    facets.reproducibility -> '$.seeds' as seeds,
    (facets.reproducibility ->> '$.deterministic')::boolean as is_deterministic,
    facets.environment ->> '$.language.name' as language,
    facets.environment ->> '$.language.version' as language_version,
    facets.environment ->> '$.lockfile.sha256' as lockfile_sha256,
    facets.environment ->> '$.container.image' as container_image,
    facets.environment ->> '$.container.digest' as container_digest,
    coalesce(json_array_length(facets.environment, '$.packages'), 0)::bigint as package_count,
    facets.environment -> '$.hardware' as hardware,
    facets.reproducibility ->> '$.tracking.system' as tracking_system,
    facets.reproducibility ->> '$.tracking.runId' as tracking_run_id,
    facets.reproducibility ->> '$.tracking.url' as tracking_url,
    runs.parent_run_id,
    runs.error_message
from trained
inner join traced_runs as runs on trained.run_id = runs.run_id
left outer join facets on runs.run_id = facets.run_id
