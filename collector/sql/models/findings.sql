-- What the last audit found in the gathered versions, the gravest first; one row a finding.
-- key: model_version, check_id, subject
select findings.* exclude (model_namespace, model_name)
from audit_findings as findings
semi join asked_versions as asked
    on
        findings.model_namespace = asked.namespace
        and findings.model_name = asked.name
        and findings.model_version = asked.version
order by
    findings.model_version,
    findings.guards nulls last,
    list_position(['critical', 'major', 'minor'], findings.severity),
    findings.check_id,
    findings.subject
