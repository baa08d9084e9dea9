"""The application on one screen: middlewares, what lives with it, routes with their scopes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from collector.web import (
    audit,
    freshness,
    lifecycle,
    lineage,
    model_walks,
    models,
    operations,
    rebuild,
    receive,
    rejections,
    schemas,
    search,
    sql,
    stream,
)
from collector.web.etags import tag_answers
from collector.web.guard import allow_origins, guarded, require_keys_when_exposed
from collector.web.lifecycle import KEYS, add_values
from collector.web.marquez import routes as marquez
from collector.web.marquez.tags import TAGGING
from collector.web.problems import answer_problems

if TYPE_CHECKING:
    from collector.settings import Settings

#: No redirect for a trailing slash: clients turn a redirected POST into a GET and lose the event.
ROUTES: tuple[web.RouteDef, ...] = (
    web.post("/api/v1/lineage", guarded("ingest", receive.receive_event)),
    web.post("/api/v1/lineage/", guarded("ingest", receive.receive_event)),
    web.post("/api/v1/lineage/batch", guarded("ingest", receive.receive_batch)),
    web.post("/api/v1/lineage/batch/", guarded("ingest", receive.receive_batch)),
    web.get("/api/v1/lineage", guarded("read", lineage.show_lineage)),
    web.get("/api/v1/column-lineage", guarded("read", lineage.show_column_lineage)),
    web.get("/api/v1/runlineage/upstream", guarded("read", lineage.show_runs_upstream)),
    web.get("/api/v1/impact", guarded("read", lineage.show_impact)),
    web.get("/api/v1/paths", guarded("read", lineage.show_paths)),
    web.get("/api/v1/search", guarded("read", search.find)),
    web.get("/api/v1/stream", guarded("read", stream.follow)),
    *marquez.ROUTES,
    *audit.ROUTES,
    *models.ROUTES,
    *model_walks.ROUTES,
    web.get("/api/v1/rejections", guarded("read", rejections.list_rejections)),
    web.post("/api/v1/rejections/replay", guarded("admin", rejections.replay_rejections)),
    web.get(r"/api/v1/rejections/{seq:\d+}", guarded("read", rejections.get_rejection)),
    web.get(r"/api/v1/rejections/{seq:\d+}/raw", guarded("read", rejections.get_raw_rejection)),
    web.get("/api/v1/store", guarded("read", operations.show_store)),
    web.post("/api/v1/store/snapshot", guarded("admin", operations.take_snapshot)),
    web.get("/api/v1/rebuild", guarded("read", rebuild.show_rebuild)),
    web.post("/api/v1/rebuild", guarded("admin", rebuild.start_rebuild)),
    web.post("/api/v1/sql", guarded("read", sql.run_sql)),
    web.get("/api/v1/sql/schema", guarded("read", sql.show_relations)),
    web.get("/schemas", guarded("read", schemas.list_schemas)),
    web.get("/schemas/{path:.+}", guarded("read", schemas.get_schema)),
    web.get("/metrics", guarded("read", operations.show_metrics)),
    web.get("/", operations.show_index),
    web.get("/livez", operations.check_alive),
    web.get("/readyz", operations.check_ready),
    web.get("/version", operations.show_version),
    web.get("/openapi.json", operations.show_openapi),
)


def create_app(settings: Settings) -> web.Application:
    """The application; raises BadSettings when it must not be started like this."""
    app = web.Application(
        middlewares=[answer_problems, tag_answers], client_max_size=settings.ingest.max_body_bytes
    )
    if settings.server.cors_origins:
        allow_origins(app)
    add_values(app, settings)
    require_keys_when_exposed(settings, len(app[KEYS].current()))
    app[sql.TURNS] = asyncio.Semaphore(sql.AT_ONCE)
    app[TAGGING] = asyncio.Lock()
    app[audit.WAIVING] = asyncio.Lock()
    app.cleanup_ctx.extend(
        (
            lifecycle.store,
            freshness.acknowledgements,
            sql.isolation,
            lineage.graphs,
            stream.tail,
            rebuild.rebuilds,
            lifecycle.upkeep,
        )
    )
    app.on_shutdown.append(stream.end_streams)
    app.add_routes(ROUTES)
    return app
