"""A collector from Python: `Client`, and `AsyncClient` for an event loop."""

from collector.client.asynchronous import AsyncClient
from collector.client.synchronous import Client

__all__ = ["AsyncClient", "Client"]
