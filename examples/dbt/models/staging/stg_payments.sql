select
    id as payment_id,
    order_id,
    method,
    amount as amount_cents
from {{ source('raw', 'raw_payments') }}
