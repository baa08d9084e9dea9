-- The namespace of a dataset by the identity rules that are switched on.
create or replace temp macro dataset_namespace(sent) as
case
    when not (contains(sent, 's3') or ends_with(sent, '/')) then sent
    else regexp_replace(
        case
            when getvariable('s3_schemes')::boolean then regexp_replace(sent, '^s3[an]://', 's3://')
            else sent
        end,
        case when getvariable('strip_slashes')::boolean then '([^:/])/+$' else '($^)' end,
        '\1'
    )
end
