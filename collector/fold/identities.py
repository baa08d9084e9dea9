"""Datasets with several names: which names are one dataset, and which of them stands for it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    #: Namespace and name.
    Name = tuple[str, str]

    #: A name, another name of the same dataset, and whether that one is a place.
    Link = tuple[str, str, str, str, bool]

    #: A name, the name that stands for it, and whether it is only a place.
    Identity = tuple[str, str, str, str, bool]


def identities(links: Iterable[Link], known: Iterable[Identity] = ()) -> list[Identity]:
    """Each name that is linked to others, with the name that stands for all of them.

    A link is a name, another name of the same dataset, and whether that one is a place (type
    LOCATION). Of the names that are not only places, else of all, the smallest stands for them: the
    same one in whatever order the links come. `known` is what was found of earlier links, for all
    names that are one dataset with a name of `links`.
    """
    parents: dict[Name, Name] = {}
    is_place: dict[Name, bool] = {}
    for namespace, name, canonical_namespace, canonical_name, is_location in known:
        member, chosen = (namespace, name), (canonical_namespace, canonical_name)
        is_place[member] = is_location
        parents[_root(parents, member)] = _root(parents, chosen)
    for namespace, name, alias_namespace, alias_name, is_location in links:
        one, other = (namespace, name), (alias_namespace, alias_name)
        is_place[one] = False
        is_place[other] = is_location and is_place.get(other, True)
        parents[_root(parents, one)] = _root(parents, other)
    members: defaultdict[Name, list[Name]] = defaultdict(list)
    for member in is_place:
        members[_root(parents, member)].append(member)
    found: list[Identity] = []
    for group in members.values():
        chosen = min(group, key=lambda member: (is_place[member], member))
        found.extend((*member, *chosen, is_place[member]) for member in group)
    return sorted(found)


def _root(parents: dict[Name, Name], member: Name) -> Name:
    """The member that its group is known by, for now; shortens the way there."""
    way: list[Name] = []
    while (above := parents.get(member, member)) != member:
        way.append(member)
        member = above
    for passed in way:
        parents[passed] = member
    return member
