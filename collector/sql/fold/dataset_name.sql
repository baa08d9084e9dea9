-- The name of a dataset in a namespace by the identity rules that are switched on.
-- Quotes stand around the parts of a table's name; slashes and partitions end a path.
create or replace temp macro dataset_name(namespace, sent) as
case
    when not (contains(sent, '/') or contains(sent, '"') or contains(sent, '`')) then sent
    else regexp_replace(
        regexp_replace(
            case
                when getvariable('strip_quotes')::boolean
                    then regexp_replace(
                        sent, '(^|\.)["`]([^"`]*)["`]', '\1\2', 'g'
                    )
                else sent
            end,
            case
                when getvariable('trim_partitions')::boolean then '([^/])(/+[^/=]+=[^/]*)+/*$'
                else '($^)'
            end,
            '\1'
        ),
        case when getvariable('strip_slashes')::boolean then '([^/])/+$' else '($^)' end,
        '\1'
    )
end
