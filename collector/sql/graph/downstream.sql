-- Lines as a walk downstream meets them: what is near first.
-- reads: lines
select
    source as near,
    source_kind as near_kind,
    target as far,
    target_kind as far_kind,
    job,
    said
from lines
