-- Remembers the pictures whose datasets and flows are stored now.
insert into known_pictures
select picture
from touched_pictures
