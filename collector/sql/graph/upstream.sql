-- Lines as a walk upstream meets them: what is near first.
-- reads: lines
select
    target as near,
    target_kind as near_kind,
    source as far,
    source_kind as far_kind,
    job,
    said
from lines
