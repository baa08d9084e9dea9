-- Which version held an alias, such as champion, and when; one row an alias and time that it was
-- held.
-- An alias is of one version at a time. It is lost when another version gets it, or when the
-- version is said to have other aliases; an event that says nothing of aliases takes none.
-- key: model_namespace, model_name, alias, held_from
-- reads: model_mentions
-- model_namespace: of the model
-- model_name: of the model
-- alias: such as champion
-- model_version: that held it
-- held_from: time of the event that gave it
-- held_until: time of the event that took it; null while it is held
with

statements as (
    select
        namespace,
        name,
        version,
        stamp,
        max(event_time) as told_at,
        max((model -> '$.aliases')::varchar[]) as aliases
    from model_mentions
    where json_exists(model, '$.aliases') and event_time is not null
    group by namespace, name, version, stamp
),

aliases as (
    select distinct
        namespace,
        name,
        unnest(aliases) as alias
    from statements
),

said as (
    select
        statements.namespace,
        statements.name,
        aliases.alias,
        statements.version,
        statements.stamp,
        statements.told_at,
        list_contains(statements.aliases, aliases.alias) as is_given
    from statements
    inner join aliases
        on statements.namespace = aliases.namespace and statements.name = aliases.name
),

followed as (
    select
        *,
        last_value(case when is_given then version end ignore nulls) over (
            partition by namespace, name, alias
            order by stamp
            rows between unbounded preceding and 1 preceding
        ) as given_before
    from said
),

-- To take an alias from a version that does not hold it changes nothing.
changes as (
    select
        *,
        case when is_given then version end as holder
    from followed
    where is_given or version = given_before
),

moves as (
    select
        *,
        lag(holder) over by_time as holder_before
    from changes
    window by_time as (partition by namespace, name, alias order by stamp)
    qualify lag(holder) over by_time is distinct from holder
),

held as (
    select
        *,
        lead(told_at) over (partition by namespace, name, alias order by stamp) as taken_at
    from moves
)

select
    namespace as model_namespace,
    name as model_name,
    alias,
    holder as model_version,
    told_at as held_from,
    taken_at as held_until
from held
where holder is not null and (taken_at is null or taken_at > told_at)
