-- Marks the database attached as `snapshot` as one; parameter $source, the file it was taken of.
create or replace table snapshot.main.snapshot as
select
    now() at time zone 'UTC' as taken_at,
    $source as taken_of
