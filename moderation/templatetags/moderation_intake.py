"""What the desk shows of the intake: the clock of the promise, what says the same, how much a flag counts."""

from django import template

from moderation.models import Case, Cause
from moderation.queries.alike import Group, alike_to
from moderation.queries.promise import Clock, clock_for
from moderation.queries.standing import Standing

register = template.Library()
RARELY, OFTEN = 30, 70
"""Percent below and above which a flagger's past is worth a word."""


@register.simple_tag
def promise_clock(standing: Standing) -> Clock:
    """How many cases that this person can decide are late, and how many run out of their time."""
    return clock_for(standing)


@register.simple_tag
def alike(case: Case, standing: Standing) -> Group:
    """The other open cases that say nearly the same, as far as this person may decide on them."""
    return alike_to(case, standing) if case.state == Case.State.OPEN else Group([], more=False)


@register.filter
def seldom_right(cause: Cause) -> bool:
    weight = getattr(cause, "weight", None)
    return weight is not None and weight < RARELY


@register.filter
def often_right(cause: Cause) -> bool:
    weight = getattr(cause, "weight", None)
    return weight is not None and weight > OFTEN
