"""Rows to start a test from. Whoever tests an action calls the action; factories only set the stage."""

from tests.factories.campaigns import CampaignFactory, GoalFactory, rules_of
from tests.factories.people import EnrolmentFactory, UserFactory, attest_everything, manager_of
from tests.factories.places import BrandPageFactory, HomePageFactory, ProgramFactory
from tests.factories.rights import GrantFactory, HaltFactory, PolicyVersionFactory
from tests.factories.training import certified, course

__all__ = [
    "BrandPageFactory",
    "CampaignFactory",
    "EnrolmentFactory",
    "GoalFactory",
    "GrantFactory",
    "HaltFactory",
    "HomePageFactory",
    "PolicyVersionFactory",
    "ProgramFactory",
    "UserFactory",
    "attest_everything",
    "certified",
    "course",
    "manager_of",
    "rules_of",
]
