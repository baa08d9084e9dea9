-- Hyperparameters of two gathered versions, side by side; one row a parameter.
-- key: parameter
-- $before: one version
-- $after: the other
with

told as (
    select parameters.*
    from model_parameters as parameters
    inner join model_versions as versions
        on
            parameters.model_namespace = versions.model_namespace
            and parameters.model_name = versions.model_name
            and parameters.model_version = versions.model_version
            and parameters.run_id = versions.run_id
),

earlier as (
    select * from told
    where model_version = $before
),

later as (
    select * from told
    where model_version = $after
)

select
    coalesce(later.parameter, earlier.parameter) as parameter,
    case
        when earlier.parameter is null then 'added'
        when later.parameter is null then 'removed'
        when coalesce(earlier.value, '') = coalesce(later.value, '') then 'same'
        else 'changed'
    end as change,
    earlier.value as before,
    later.value as after
from earlier
full outer join later on earlier.parameter = later.parameter
order by change = 'same', parameter
