"""The tables of transitions: complete, and drawn as they are."""

import pytest

from core import vocabularies
from referrals import workflow
from referrals.enums import LIVE, ReferralStatus, StepStatus


def test_statuses_are_those_of_the_vocabulary():
    assert set(ReferralStatus.values) == set(vocabularies.codes("referral_status"))


def test_ways_are_those_of_the_vocabulary():
    import yaml

    told = yaml.safe_load(vocabularies.DATA.read_text(encoding="utf-8"))["vocabularies"]
    told = told["referral_status"]["transitions"]
    ours = {status: set() for status in ReferralStatus.values}
    for step in workflow.REFERRAL.values():
        for source in step.sources:
            ours[source].add(str(step.target))
    assert ours == {status: set(targets) for status, targets in told.items()}


@pytest.mark.parametrize("table", [workflow.REFERRAL, workflow.STEP, workflow.RUN])
def test_every_transition_has_its_own_name_in_the_log(table):
    assert len({step.event for step in table.values()}) == len(table)


def test_nothing_leaves_a_terminal_status():
    for step in workflow.REFERRAL.values():
        assert not step.sources & workflow.TERMINAL
    assert set(ReferralStatus) == LIVE | workflow.ENDS


@pytest.mark.parametrize("status", ReferralStatus)
def test_steps_follow_their_referral(status):
    expected = {
        "requested": "offered", "information_requested": "offered",
        "accepted": "open", "in_progress": "open", "on_hold": "open",
    }  # fmt: skip
    assert workflow.step_status_for(status) == StepStatus(expected.get(status, "to_refer"))
