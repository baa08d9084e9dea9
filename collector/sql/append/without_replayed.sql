-- Takes out rejections that became events; parameter $seqs.
delete from rejections
where seq in (select unnest($seqs))
