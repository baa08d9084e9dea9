"""One run of a job: `OPENLINEAGE_URL=http://127.0.0.1:5000 python send_events.py`."""

from datetime import UTC, datetime

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.uuid import generate_new_uuid

client = OpenLineageClient()  # OPENLINEAGE_URL says where to, OPENLINEAGE_API_KEY who
run = Run(runId=str(generate_new_uuid()))
job = Job(namespace="demo", name="daily_orders")
orders = InputDataset(namespace="demo", name="orders")
daily = OutputDataset(namespace="demo", name="daily_orders")
for state in (RunState.START, RunState.COMPLETE):
    client.emit(
        RunEvent(
            eventType=state,
            eventTime=datetime.now(UTC).isoformat(),
            run=run,
            job=job,
            producer="https://example.com/send_events",
            inputs=[orders],
            outputs=[daily],
        )
    )
client.close()
