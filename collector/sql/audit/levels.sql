-- The level of each version: the highest below which no check that guards one has failed.
-- Levels 4 and 5 ask for what is known, so that what is unknown keeps a version from them too.
-- key: model_namespace, model_name, model_version
-- level: 0 none, 1 identified, 2 traceable, 3 reproducible, 4 replayable, 5 verified
-- reads: model_versions, findings, checks
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    coalesce(min(checks.guards), 6) - 1 as level
from model_versions as versions
left outer join findings
    on
        versions.model_namespace = findings.model_namespace
        and versions.model_name = findings.model_name
        and versions.model_version = findings.model_version
left outer join checks
    on
        findings.check_id = checks.check_id
        and (findings.outcome = 'failed' or checks.guards >= 4)
group by versions.model_namespace, versions.model_name, versions.model_version
