"""Datasets with several names: which names are one dataset, and which of them stands for it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    #: Namespace and name.
    Name = tuple[str, str]


def identities(links: Iterable[tuple[str, str, str, str, bool]]) -> list[tuple[str, str, str, str]]:
    """Each name that is linked to others, with the name that stands for all of them.

    A link is a name, another name of the same dataset, and whether that one is a place (type
    LOCATION). Of the names that are not only places, else of all, the smallest stands for them: the
    same one in whatever order the links come.
    """
    parents: dict[Name, Name] = {}
    is_place: dict[Name, bool] = {}
    for namespace, name, alias_namespace, alias_name, is_location in links:
        one, other = (namespace, name), (alias_namespace, alias_name)
        is_place[one] = False
        is_place[other] = is_location and is_place.get(other, True)
        parents[_root(parents, one)] = _root(parents, other)
    members: defaultdict[Name, list[Name]] = defaultdict(list)
    for member in is_place:
        members[_root(parents, member)].append(member)
    found: list[tuple[str, str, str, str]] = []
    for group in members.values():
        chosen = min(group, key=lambda member: (is_place[member], member))
        found.extend((*member, *chosen) for member in group)
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
