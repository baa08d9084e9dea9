-- What runs that write or read models say of the part of each input.
-- reads: traced_datasets
select
    run_id,
    role,
    namespace,
    name,
    part.role as part_role,
    part_stamp
from traced_datasets
where role = 'input' and part_stamp is not null
