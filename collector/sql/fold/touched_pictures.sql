-- Pictures that are new, or that static events show; one row a picture.
select picture
from folds.pictures_parts
where
    turn = $turn
    and not is_marker
    and (
        not is_of_runs
        or picture not in (select known_pictures.picture from known_pictures)
    )
