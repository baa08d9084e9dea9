-- The version of all training data, recorded.
-- id: D2
-- severity: critical
-- guards: 3
-- mlflow: log a dataset that knows its version: `mlflow.data.load_delta(table_name=…, version=…)`;
-- or tag the input with the sha256 of the file
-- openlineage: on the input {subject}: `"facets": {"version": {"datasetVersion": …}}` with the
-- snapshot of the table, or the sha256 of the file
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    concat_ws(':', namespace, name) as subject,
    case grade
        when 'inferred'
            then format(
                'The data version of {} was not recorded at training. It is likely what run {} had '
                || 'written by {}, which is inferred and not proven.',
                name,
                written_by,
                strftime(written_at, '%Y-%m-%d %H:%M')
            )
        else format(
            'The data version of {} was not recorded at training, and no run is known that had '
            || 'written it before.',
            name
        )
    end as message
from model_inputs
where feeds and grade != 'recorded'
