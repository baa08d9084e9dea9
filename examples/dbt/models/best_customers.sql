select customer_id, amount
from {{ ref('customer_totals') }}
where amount > 30
