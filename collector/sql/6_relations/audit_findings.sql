-- What checks found in versions of models; one row a version, check and subject.
-- Made anew in the background after events were folded.
-- key: model_namespace, model_name, model_version, check_id, subject
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model
-- check_id: such as D2
-- severity: critical, major or minor
-- guards: the level from 1 to 5 that it keeps the version from; null for a risk
-- outcome: failed, or unknown where nothing is told that could be checked
-- subject: what it is about, such as a dataset
-- message: what was found
-- fix: how to record it, with MLflow and in plain events
select
    findings.model_namespace,
    findings.model_name,
    findings.model_version,
    findings.check_id,
    checks.severity,
    checks.guards,
    findings.outcome,
    findings.subject,
    findings.message,
    replace(
        replace(
            replace(checks.fix, '{subject}', coalesce(findings.subject, '…')),
            '{version}',
            coalesce(findings.model_version, '…')
        ),
        '{model}',
        findings.model_name
    ) as fix
from audits.findings
inner join audits.checks on findings.check_id = checks.check_id
