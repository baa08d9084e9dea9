"""Questions as methods of a client: the same arguments, with the client in front."""

from __future__ import annotations

import inspect
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

_SELF = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)


def described(method: F, question: Callable[..., Any], returns: str) -> F:
    """The method with name, documentation and parameters of the question that it asks."""
    update_wrapper(method, question)
    signature = inspect.signature(question)
    inner = str(signature.return_annotation).partition("[")[2].removesuffix("]")
    vars(method)["__signature__"] = signature.replace(
        parameters=[_SELF, *signature.parameters.values()],
        return_annotation=returns.format(inner),
    )
    return method
