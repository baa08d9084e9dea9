-- Pictures that show a dataset whose name stands for others now, or no more; one row a picture.
select picture
from folds.picture_datasets
semi join renamed_datasets using (namespace, name)
union
select links.picture
from folds.lineage_links as links
semi join renamed_datasets as renamed
    on links.source_namespace = renamed.namespace and links.source_name = renamed.name
union
select links.picture
from folds.lineage_links as links
semi join renamed_datasets as renamed
    on links.target_namespace = renamed.namespace and links.target_name = renamed.name
