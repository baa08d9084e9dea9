-- Orders nobody has paid for yet: a warning, not a failure.
{{ config(severity='warn') }}

select order_id
from {{ ref('order_amounts') }}
where amount_cents is null
