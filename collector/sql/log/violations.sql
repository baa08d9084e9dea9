-- Departures from the standard in accepted events; one row a departure.
-- seq: the event, events.seq
-- layer: json, core, facets or formats
-- pointer: JSON pointer into the event
-- facet: key of the facet the pointer leads into; null outside facets
-- message: what is wrong, in a sentence
-- schema_id: $id of the schema that says so, with the class as fragment; empty for layer json
create table if not exists violations (
    seq bigint not null,
    layer varchar not null,
    pointer varchar not null,
    facet varchar,
    message varchar not null,
    schema_id varchar not null
)
