"""Values to responses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from collector.web.answers import json_response


def test_an_answer_is_json_and_its_times_are_utc_with_a_z() -> None:
    noon = datetime(2026, 1, 1, 12)
    response = json_response(
        {
            "naive": noon,
            "utc": noon.replace(tzinfo=UTC, microsecond=250000),
            "ahead": noon.replace(tzinfo=timezone(timedelta(hours=2))),
            "day": date(2026, 1, 1),
            "text": "é\u2028",
            "none": None,
        }
    )
    assert (response.status, response.content_type) == (200, "application/json")
    assert (
        response.body
        == (
            '{"naive":"2026-01-01T12:00:00Z","utc":"2026-01-01T12:00:00.250000Z",'
            '"ahead":"2026-01-01T12:00:00+02:00","day":"2026-01-01","text":"é\u2028","none":null}'
        ).encode()
    )
