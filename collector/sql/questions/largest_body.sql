-- Bytes of the largest body in the log; one row.
select
    greatest(
        coalesce((select max(size) from events), 0),
        coalesce((select max(size) from rejections), 0)
    ) as size
