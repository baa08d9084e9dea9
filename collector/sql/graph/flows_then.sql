-- Where data flowed in pictures of any time, those that static events showed then as well; as
-- folds.flows.
-- reads: former_flows
select *
from folds.flows
union all by name
select *
from former_flows
