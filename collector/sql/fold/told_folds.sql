-- Which of the folds that few batches tell of this one does; one row a fold.
select 'lineage_entries' as fold
where exists (select lineage_facets.content from lineage_facets)
union all
select 'quality' as fold
where
    exists (
        select event_facets.facet
        from event_facets
        where event_facets.facet in ('dataQualityAssertions', 'dataQualityMetrics')
    )
    or exists (
        select event_run_facets.facet
        from event_run_facets
        where event_run_facets.facet in ('dataQualityAssertions', 'dataQualityMetrics', 'test')
    )
union all
select 'renames' as fold
where
    exists (
        select event_facets.facet
        from event_facets
        where event_facets.facet = 'lifecycleStateChange'
    )
union all
select unnest(['static_statements', 'static_history']) as fold
where
    exists (
        select parsed_events.kind
        from parsed_events
        where parsed_events.kind != 'RunEvent'
    )
union all
select 'static_schemas' as fold
where
    exists (
        select parsed_events.kind
        from parsed_events
        where parsed_events.kind = 'DatasetEvent'
    )
union all
select 'unnamed_facets' as fold
where
    exists (
        select parsed_events.kind
        from parsed_events
        where parsed_events.job_number = 0
    )
union all
select 'waivers' as fold
where
    exists (
        select event_facets.facet
        from event_facets
        where event_facets.facet = 'collector_waiver'
    )
union all
select 'metrics' as fold
where
    exists (
        select event_run_facets.facet
        from event_run_facets
        where event_run_facets.facet = 'collector_metrics'
    )
union all
select 'model_statements' as fold
where
    exists (
        select event_facets.facet
        from event_facets
        where
            (
                event_facets.kind = 'dataset'
                and (
                    event_facets.facet = 'datasetType'
                    or (
                        suffix(event_facets.facet, '_model') and event_facets.facet != 'dbt_model'
                    )
                )
            )
            or (
                event_facets.kind = 'job'
                and event_facets.facet = 'jobType'
                and event_facets.value ilike '%train%'
            )
    )
    or exists (
        select event_datasets.namespace
        from event_datasets
        where
            event_datasets.namespace like 'mlflow://%'
            or event_datasets.namespace like 'models:/%'
    )
