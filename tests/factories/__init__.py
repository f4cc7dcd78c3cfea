"""Rows to start a test from. Whoever tests an action calls the action; factories only set the stage."""

from tests.factories.people import EnrolmentFactory, UserFactory, attest_everything, manager_of
from tests.factories.places import BrandPageFactory, HomePageFactory, ProgramFactory
from tests.factories.rights import GrantFactory, HaltFactory, PolicyVersionFactory
from tests.factories.training import certified, course

__all__ = [
    "BrandPageFactory",
    "EnrolmentFactory",
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
]
