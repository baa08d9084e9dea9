"""What the settings say about audits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collector.policies import Policy
    from collector.settings import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about audits."""

    #: Patterns (regular expressions) of `namespace:name` of what nobody is expected to write.
    sources: tuple[str, ...] = ()
    #: After so many days of newer training data a version is stale.
    stale_days: int = 30
    #: A run that has not ended so many hours after its last word on a model never will.
    open_hours: int = 24
    policies: tuple[Policy, ...] = ()
    #: How long a check of a user may take.
    seconds: float = 30.0


def rules_of(settings: Settings) -> Rules:
    """The rules that settings give."""
    audit = settings.audit
    return Rules(
        audit.sources, audit.stale_days, audit.open_hours, audit.policy, settings.sql.timeout
    )
