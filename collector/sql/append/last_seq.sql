-- The highest seq ever given, also to rows that were removed; one row, 0 for an empty log.
select
    greatest(
        coalesce((select max(seq) from events), 0),
        coalesce((select max(seq) from rejections), 0),
        coalesce((select max(last_seq) from removals), 0)
    ) as last_seq
