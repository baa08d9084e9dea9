"""Every module has a test file of its name, in the same folder of tests/."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent

#: Modules without one, and the sentence why not.
WITHOUT = {
    "audit/rules.py": "Names and no behaviour; audit/test_checks.py gives some.",
    "audit/state.py": "cli/test_audit.py asks a file by other settings than those of its audit.",
    "audit/tables.py": "audit/test_auditor.py looks at what is in them.",
    "audit/waiving.py": "web/test_audit.py and cli/test_audit.py waive over HTTP and in a file.",
    "audit/wanted.py": "Names and no behaviour; web/test_audit.py asks for each.",
    "models/report.py": "web/test_audit.py and cli/test_audit.py ask a server and a file for it.",
    "own_events.py": "web/marquez/test_tags.py and web/test_audit.py say every event of them.",
    "client/methods.py": "client/test_synchronous.py asks methods what they say of themselves.",
    "client/modelled.py": "client/test_modelling.py looks at what they are.",
    "client/things.py": "client/test_lists.py and client/test_sending.py look at what they are.",
    "cli/model_screens.py": "cli/test_model.py looks at every screen.",
    "cli/screen_parts.py": "cli/test_screens.py and cli/test_model.py look at what it makes.",
    "cli/sql_output.py": "cli/test_sql.py looks at every form, and cli/test_sql_shell.py at most.",
    "errors.py": "Names and no behaviour; every other test meets them.",
    "event.py": "Names and no behaviour; every other test meets them.",
    "fold/composed.py": "relations/test_cases.py asks every relation that is composed.",
    "fold/derived.py": "relations/test_cases.py derives every case in two orders.",
    "fold/deriving.py": "relations/test_cases.py derives every case in two orders.",
    "fold/folder.py": "store/test_views.py looks at the views while events come in.",
    "fold/folding.py": "relations/test_cases.py folds every case in two orders.",
    "fold/linking.py": "relations/test_cases.py links every case in two orders.",
    "fold/staging.py": "relations/test_cases.py stages every case.",
    "client/walked.py": "client/test_model_walks.py looks at what it makes.",
    "models/begin.py": "models/test_blast_by_runs.py begins at everything, and is refused.",
    "models/blast_radius.py": "models/test_blast_by_graph.py and test_blast_by_runs.py ask it.",
    "models/radius.py": "models/test_blast_by_graph.py and test_blast_by_runs.py read all of it.",
    "models/rollouts.py": "models/test_blast_by_runs.py looks where versions serve, and served.",
    "models/walked.py": "models/test_upstream.py and test_blast_by_runs.py walk by it.",
    "models/wanted_walks.py": "cli/test_model_walks.py and client/test_model_walks.py want all.",
    "graph/asked.py": "log/test_queried.py asks a file and a running collector the same.",
    "store/isolation.py": "web/test_sql_isolated.py asks it through the door, for it lives there.",
    "marquez/events.py": "web/marquez/test_events.py asks for every list of events.",
    "marquez/objects.py": "web/marquez asks for every object, by every route.",
    "marquez/tagging.py": "web/marquez/test_tags.py says every word on tags.",
    "graph/former.py": "graph/test_adjacency.py asks for the lineage of times that are past.",
    "graph/lineage.py": "graph/test_walk.py reads all that it makes; its shape is in web.",
    "graph/reach.py": "Names and no behaviour; graph/test_walk.py goes to each bound.",
    "models/markdown.py": "models/test_card.py reads the page, and cli/test_model.py.",
    "models/named.py": "models/test_card.py asks by every kind of name.",
    "models/records.py": "models/test_card.py and the others ask nothing without it.",
    "models/wanted.py": "Names and no behaviour; models/test_lists.py asks by each of them.",
    "store/moment.py": "graph/test_adjacency.py and the others ask nothing without it.",
    "log/opened.py": "log/test_source.py asks both logs the same, for they must answer alike.",
    "log/served.py": "log/test_source.py asks both logs the same, for they must answer alike.",
    "search/search.py": "web/test_search.py asks it over HTTP.",
    "store/changes.py": "web/test_stream.py compares it with the log and the views.",
    "web/tail.py": "web/test_stream.py reads it as streams do.",
    "web/marquez/routes.py": "web/test_app.py and web/test_openapi.py hold every route.",
    "web/models.py": "models/test_card.py, test_compare.py and test_lists.py ask every route.",
}


def modules() -> set[str]:
    found = {str(path.relative_to(ROOT / "collector")) for path in ROOT.glob("collector/**/*.py")}
    return {path for path in found if not path.endswith(("__init__.py", "__main__.py"))}


def test_every_module_has_a_test_file_of_its_name_or_a_reason() -> None:
    missing = {
        module
        for module in modules() - WITHOUT.keys()
        if not (ROOT / "tests" / module).with_name(f"test_{Path(module).name}").exists()
    }

    assert sorted(missing) == []


def test_every_reason_is_for_a_module_without_a_test_file() -> None:
    tested = {
        module
        for module in WITHOUT
        if (ROOT / "tests" / module).with_name(f"test_{Path(module).name}").exists()
    }

    assert (sorted(WITHOUT.keys() - modules()), sorted(tested)) == ([], [])
