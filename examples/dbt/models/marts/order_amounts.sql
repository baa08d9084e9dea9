select
    orders.order_id,
    orders.customer_id,
    orders.ordered_on,
    sum(payments.amount_cents) as amount_cents
from {{ ref('stg_orders') }} as orders
left join {{ ref('stg_payments') }} as payments on orders.order_id = payments.order_id
where orders.status <> 'returned'
group by orders.order_id, orders.customer_id, orders.ordered_on
