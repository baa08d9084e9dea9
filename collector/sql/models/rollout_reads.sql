-- What runs that read the models which are asked for list of them; one row a run and model.
-- reads: model_reads, asked_models
select
    reads.run_id,
    'input' as role,
    reads.namespace,
    reads.name,
    reads.version
from model_reads as reads
semi join asked_models using (namespace, name)
