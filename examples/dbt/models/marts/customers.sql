select
    customers.customer_id,
    customers.customer_name,
    min(orders.ordered_on) as first_order_on,
    count(orders.order_id) as order_count,
    sum(orders.amount_cents) as lifetime_cents
from {{ ref('stg_customers') }} as customers
left join {{ ref('order_amounts') }} as orders on customers.customer_id = orders.customer_id
group by customers.customer_id, customers.customer_name
