"""Policies of audits: read, matched and written."""

from __future__ import annotations

import json
import tomllib

import pytest

from collector.errors import BadSettings
from collector.policies import Policy, policy_of, read_policies, written_policies

POLICIES = (Policy("*", 1), Policy("mlflow://*:churn?", 4, "critical"))


def test_the_last_policy_that_matches_counts() -> None:
    assert policy_of(POLICIES, "mlflow://a:5000", "churn1") == POLICIES[1]
    assert policy_of(POLICIES, "mlflow://a:5000", "churn") == POLICIES[0]
    assert policy_of(POLICIES[1:], "s3://a", "b") is None


def test_letters_of_a_glob_that_mean_something_elsewhere_are_letters() -> None:
    assert policy_of([Policy("a:[b].c+\n*")], "a", "[b].c+\nd") is not None
    assert policy_of([Policy("a:b.c")], "a", "bxc") is None


def test_policies_are_tables_of_a_file_or_json() -> None:
    tables = [{"match": "*", "min_level": 1}, {"match": "x", "fail_on": "minor"}]
    wanted = (Policy("*", 1), Policy("x", 0, "minor"))

    assert read_policies(tables, "x", is_typed=True) == wanted
    assert read_policies(json.dumps(tables), "x", is_typed=False) == wanted
    assert read_policies("", "x", is_typed=False) == ()


def test_what_is_written_is_read_again() -> None:
    policies = (*POLICIES, Policy('"quoted" \\ ü'))

    written = tomllib.loads(f"policy = {written_policies(policies)}")["policy"]

    assert read_policies(written, "x", is_typed=True) == policies


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("[", "x: policies are written as a JSON array here."),
        ('{"match": "*"}', r"x: policies are tables: \[\[audit.policy\]\]."),
        ("[1]", "x: a policy is a table, not 1."),
        ('[{"min_level": 3}]', "x: a policy needs match, such as "),
        ('[{"match": "*", "min_level": 6}]', "x: min_level is a level from 0 to 5."),
        ('[{"match": "*", "min_level": true}]', "x: min_level is a level from 0 to 5."),
        ('[{"match": "*", "fail_on": "bad"}]', "x: fail_on is one of critical, major, minor."),
        ('[{"match": "*", "fail_on": []}]', "x: fail_on is one of critical, major, minor."),
        ('[{"match": "*", "level": 3}]', "x: a policy has no key level, but match, min_level,"),
    ],
)
def test_a_wrong_policy_is_refused_in_one_line(given: str, reason: str) -> None:
    with pytest.raises(BadSettings, match=reason):
        read_policies(given, "x", is_typed=False)
