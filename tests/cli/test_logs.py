"""Log lines, as `collector serve` writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server


def lines_about(server: Server, event: str) -> list[str]:
    return [line for line in server.log.read_text().splitlines() if event in line]


def test_json_lines_are_one_object_each_and_go_to_standard_error(
    start_server: Callable[..., Server],
) -> None:
    server = start_server("--log-format", "json")
    requests.get(server.url + "/nowhere", timeout=5)
    [line] = lines_about(server, "refused")
    told = json.loads(line)
    assert (told["level"], told["event"], told["status"]) == ("warning", "refused", 404)
    assert (told["method"], told["path"]) == ("GET", "/nowhere")
    assert told["timestamp"].endswith("Z")


def test_success_is_told_at_the_level_debug_only(start_server: Callable[..., Server]) -> None:
    server = start_server("--log-level", "debug")
    requests.get(server.url + "/livez", timeout=5)
    assert len(lines_about(server, "answered")) == 1


def test_the_usual_level_is_silent_about_success(server: Server) -> None:
    requests.get(server.url + "/livez", timeout=5)
    assert server.log.read_text() == ""


def test_the_level_error_is_silent_about_refusals(start_server: Callable[..., Server]) -> None:
    server = start_server("--log-level", "error")
    requests.get(server.url + "/nowhere", timeout=5)
    assert server.log.read_text() == ""
