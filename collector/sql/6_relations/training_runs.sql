-- Runs that wrote models, with what it takes to run them again; one row a run.
-- key: run_id
-- reads: model_runs, traced_runs
-- run_id: the run
-- job_namespace: namespace of its job
-- job_name: name of its job
-- state: of the run
-- started_at: its first START, else its first event
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
select
    run_id,
    job_namespace,
    job_name,
    state,
    started_at,
    ended_at,
    code_version,
    -- Without a name and password in front of the host.
    regexp_replace(code_url, '://[^/@]*@', '://') as code_url,
    code_path,
    regexp_replace(repository, '://[^/@]*@', '://') as repository,
    branch,
    code_tag,
    (reproducibility ->> '$.code.dirty')::boolean as is_dirty,
    reproducibility ->> '$.code.diffSha256' as diff_sha256,
    reproducibility ->> '$.code.entryPoint' as entry_point,
    (reproducibility -> '$.code.command')::varchar[] as command,
    coalesce(len(parameters), 0)::bigint as parameter_count,
    reproducibility -> '$.seeds' as seeds,
    (reproducibility ->> '$.deterministic')::boolean as is_deterministic,
    environment ->> '$.language.name' as language,
    environment ->> '$.language.version' as language_version,
    environment ->> '$.lockfile.sha256' as lockfile_sha256,
    environment ->> '$.container.image' as container_image,
    environment ->> '$.container.digest' as container_digest,
    coalesce(json_array_length(environment, '$.packages'), 0)::bigint as package_count,
    environment -> '$.hardware' as hardware,
    reproducibility ->> '$.tracking.system' as tracking_system,
    reproducibility ->> '$.tracking.runId' as tracking_run_id,
    reproducibility ->> '$.tracking.url' as tracking_url,
    parent_run_id,
    error_message
from traced_runs
semi join model_runs using (run_id)
