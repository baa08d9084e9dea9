-- Where versions of the gathered models were served, and when; the latest first.
-- key: job_namespace, job_name, run_id, model_version
-- $version: of this version alone; of all where null
-- $at: those that served then; all of them where null
select * exclude (model_namespace, model_name)
from deployments
where
    ($version::varchar is null or model_version = $version)
    and (
        $at::timestamp is null
        or (started_at <= $at::timestamp and coalesce(ended_at > $at::timestamp, true))
    )
    and exists (
        select asked.name
        from asked_models as asked
        where asked.namespace = deployments.model_namespace and asked.name = deployments.model_name
    )
order by started_at desc, job_namespace, job_name
