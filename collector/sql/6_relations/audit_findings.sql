-- What checks found in versions of models; one row a version, check and subject.
-- Made anew in the background after events were folded.
-- key: model_namespace, model_name, model_version, check_id, subject
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model; null where it is about a model of which no version is known
-- check_id: such as D2
-- severity: critical, major or minor
-- guards: the level from 1 to 5 that it keeps the version from; null for a risk
-- outcome: failed, or unknown where nothing is told that could be checked
-- subject: what it is about, such as a dataset
-- message: what was found
-- fix: how to record it, with MLflow and in plain events
-- waived_until: a user accepts it until then, which may be over; null where nobody does
-- waived_because: the reason that was given
with

waivers as (
    select
        coalesce(identities.canonical_namespace, said.namespace) as namespace,
        coalesce(identities.canonical_name, said.name) as name,
        said.version,
        said.check_id,
        arg_max(said.said, said.stamp) as word
    from folds.waivers as said
    left outer join folds.identities
        on said.namespace = identities.namespace and said.name = identities.name
    group by all
)

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
    ) as fix,
    waivers.word.until as waived_until,
    case when waivers.word.until is not null then waivers.word.reason end as waived_because
from audits.findings
inner join audits.checks on findings.check_id = checks.check_id
left outer join waivers
    on
        findings.model_namespace = waivers.namespace
        and findings.model_name = waivers.name
        and findings.model_version = waivers.version
        and findings.check_id = waivers.check_id
        and not waivers.word.is_withdrawn
