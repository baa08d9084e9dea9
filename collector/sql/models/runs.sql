-- The runs that wrote the gathered versions, the one that counts first; one row a run.
-- key: run_id
select
    runs.*,
    recipes.recipe,
    recipes.is_complete as is_recipe_complete,
    recipes.unknown_parts,
    recipes.code as code_part,
    recipes.parameters as parameters_part,
    recipes.data as data_part,
    recipes.environment as environment_part
from training_runs as runs
left outer join recipes on runs.run_id = recipes.run_id
order by
    runs.run_id in (select versions.run_id from model_versions as versions) desc,
    runs.started_at,
    runs.run_id
