-- Lineage facets taken apart; one row a content, target, source and transformation.
-- key: content, origin, target_kind, target_namespace, target_name, target_field, source_kind,
-- source_namespace, source_name, source_field, transformation_type, transformation_subtype,
-- description, masking
-- unit: content
select distinct *
from parts
