-- Who held which alias of the gathered models, and when; one row an alias and time.
-- key: alias, held_from
-- $version: of this version alone; of all where null
-- $at: who held it then; all of them where null
select
    alias,
    model_version,
    held_from,
    held_until,
    held_until is null as is_held
from model_aliases
where
    ($version::varchar is null or model_version = $version)
    and (
        $at::timestamp is null
        or (held_from <= $at::timestamp and coalesce(held_until > $at::timestamp, true))
    )
order by alias, held_from
