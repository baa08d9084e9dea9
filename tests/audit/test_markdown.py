"""The report as Markdown."""

from __future__ import annotations

from markdown_it import MarkdownIt

from collector.audit.markdown import markdown
from tests.audit.answered import NOW, finding, version, waived


def test_a_version_is_a_section_with_a_table_of_findings() -> None:
    one = version(finding("D2", 3), waived("V2"))

    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(markdown([(one, ["Level 2 is below 3, for D2."])], NOW))
    )

    assert "<h2>churn@1: level 2, traceable</h2>" in html
    assert "<strong>Not passed.</strong> Level 2 is below 3, for D2." in html
    assert "Kept from level 3 by D2." in html
    assert html.count("<tr>") == 3
    assert "<td>D2 found &lt;something&gt;.</td>" in html
    assert "<em>Waived: It was an *old* table.</em>" in html
    assert "<code>mend(&quot;D2&quot;)</code>" in html


def test_a_version_in_which_nothing_was_found_says_so() -> None:
    one = version(level=5, levelName="verified", keptFromNextBy=[])

    assert markdown([(one, [])], NOW) == (
        "## churn@1: level 5, verified\n\n`mlflow://mlflow:5000`\n\nNothing was found.\n\n"
    )
