-- What was found in the versions of a page: what keeps from the lowest level first, risks last.
-- key: namespace, name, version, check_id, subject
-- reads: page, audit_findings, checks
select
    page.namespace,
    page.name,
    page.version,
    findings.check_id,
    checks.title,
    findings.severity,
    findings.guards,
    findings.outcome,
    findings.subject,
    findings.message,
    findings.fix,
    findings.waived_until,
    findings.waived_because
from page
inner join audit_findings as findings
    on
        page.namespace = findings.model_namespace
        and page.name = findings.model_name
        and page.version is not distinct from findings.model_version
inner join checks on findings.check_id = checks.check_id
order by
    findings.guards nulls last,
    list_position(['critical', 'major', 'minor'], findings.severity),
    findings.outcome,
    findings.check_id,
    findings.subject
