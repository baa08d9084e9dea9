-- Where the versions that are shown serve, and served; the latest first.
-- key: job_namespace, job_name, run_id, model_namespace, model_name, model_version
-- reads: radius_shown, deployments
select deployments.*
from deployments
semi join radius_shown as shown
    on
        deployments.model_namespace = shown.namespace
        and deployments.model_name = shown.name
        and deployments.model_version = shown.version
order by deployments.started_at desc, deployments.job_namespace, deployments.job_name
