"""Locks, second examinations, the breaker, and who decides about whom: what actions add to the rule."""

from tests.faults.fault import BELOW, MISSED, Code, Fault

DECIDE, BREAKING = "advocates/rights/decide.py", "cms/actions/messages/breaking.py"
DECIDING, SIGNS = "cms/actions/messages/deciding.py", "cms/breaker/signs.py"
AFRESH = "facts = facts_of(person, place.program, at=at)"
KEPT = (
    'facts = person.__dict__.setdefault("_kept", None) or facts_of(person, place.program, at=at); person._kept = facts'
)


def act(
    invariant: str, guard: str, path: str, old: str, new: str, *tests: str, fails: tuple[str, ...] = MISSED
) -> Fault:
    return Fault(invariant, guard, Code(path, old, new), tests, fails)


ACTS = (
    act(
        "I2", "the lock of the grants in exercise", DECIDE, "Grant.objects.select_for_update()", "Grant.objects",
        "test_a_quota_is_never_exceeded_by_any_number_of_simultaneous_uses",
    ),
    act(
        "I3", "exercise obeys the answer", DECIDE, "if not decided.allowed:", "if False:",
        "test_a_halt_stops_posts_but_not_comments", fails=BELOW,
    ),
    act(
        "I3", "exercise examines afresh", DECIDE, AFRESH, KEPT,
        "test_what_was_allowed_when_it_was_queued_is_refused_when_it_is_sent",
    ),
    act(
        "I3", "the lock of every change of a grant", "advocates/actions/grants/steps.py",
        'Grant.objects.select_for_update(of=("self",))', "Grant.objects.all()", "test_an_offer_is_answered_once",
    ),
    act(
        "I3", "a scheduled post is examined when it is sent", "cms/actions/scheduling/sending.py",
        "said = _said(row, at=at)\n    except", "said = _said(row, at=at, overridden=frozenset(one.pk for one in "
        "active_in(row.program_id, at)))\n    except",
        "test_what_cannot_be_said_then_is_held_with_the_reason_and_an_owner",
    ),
    act(
        "I3", "a scheduled post is said once", "cms/actions/scheduling/sending.py", "pk=scheduled_id, state=State.WAITING,",
        "pk=scheduled_id,", "test_it_is_said_once_when_it_is_due_under_the_right_of_that_moment",
        fails=(*BELOW, "Conflict", "NotAllowed"),
    ),
    act(
        "I3", "what waits is not released in a quiet period", DECIDING,
        "_must_be_unrestricted(free, actor, override, at)", "None", "test_what_waits_is_not_released_in_a_quiet_period",
    ),
    act(
        "I3", "what is halted is not shown", DECIDING, "_must_not_be_stopped(row)\n    row.state", "pass\n    row.state",
        "test_nobody_shows_answers_edits_or_decides_on_it_meanwhile",
    ),
    act(
        "I3", "the end of an enrolment ends its grants", "advocates/actions/enrolments.py",
        "rights = grants.end_all(enrolment, how=how, reason=words, actor=actor, at=at)", "rights = []",
        "test_leaving_hands_back_every_right_at_once",
    ),
    act(
        "I4", "narrowing never widens", "advocates/actions/grants/narrowing.py",
        "if before is not None and after > before:", "if False:",
        "test_nothing_is_widened_and_something_must_become_narrower", fails=BELOW,
    ),
    act(
        "I4", "no more than the program lets managers grant", "advocates/actions/grants/issuing.py",
        "must_be_within(program, scope, per_day)\n    must_be_spoken_on", "pass\n    must_be_spoken_on",
        "test_no_manager_grants_more_than_the_program_allows", "test_a_right_is_given_only_on_pages_of_the_program",
    ),
    act(
        "I5", "only managers decide", "advocates/actions/authority.py", "if not manages(actor, program):", "if False:",
        "test_only_a_manager_of_the_program_gives_a_right", "test_only_a_manager_halts_explains_and_lifts",
    ),
    act(
        "I5", "nobody grants to themselves", "advocates/actions/grants/issuing.py", "if advocate.pk == actor.pk:",
        "if False:", "test_nobody_gives_a_right_to_themselves", fails=BELOW,
    ),
    act(
        "I5", "nobody enrols themselves", "advocates/actions/enrolments.py",
        'if member.pk == actor.pk:\n        raise Forbidden(_("Nobody enrols', 'if False:\n        raise Forbidden(_("Nobody '
        "enrols", "test_nobody_else_enrols_and_nobody_enrols_themselves", fails=BELOW,
    ),
    act(
        "I5", "nobody lifts the halt of their own rights", "advocates/actions/halts/lifting.py",
        "if actor.pk in (halt.person_id, halt.grant.advocate_id if halt.grant else None):", "if False:",
        "test_nobody_lifts_the_halt_of_their_own_rights",
    ),
    act(
        "I5", "a wide halt is lifted by a second person", "advocates/actions/halts/lifting.py",
        "if halt.lift_proposed_by_id == actor.pk:", "if False:", "test_a_wide_halt_is_lifted_by_two_people", fails=BELOW,
    ),
    act(
        "I5", "nobody overrides a restriction for themselves", "advocates/actions/restrictions.py",
        "if actor is None or actor.pk == advocate_id:", "if False:", "test_nobody_overrides_for_themselves", fails=BELOW,
    ),
    act(
        "I5", "only whom a restriction names overrides it", "advocates/actions/restrictions.py",
        "if not restriction.overriders.filter(pk=actor.pk).exists() or not manages(actor, restriction.program):",
        "if False:", "test_every_restriction_that_stops_it_must_name_them",
    ),
    act(
        "I5", "nobody decides on their own message", "moderation/queries/conflicts.py", '"own": Q(**{author: person.pk}),',
        '"own": Q(pk__in=()),', "test_nobody_decides_where_they_have_a_conflict", fails=BELOW,
    ),
    act(
        "I6", "the digest covers all of an entry", "site/record/chain.py",
        "return [*about, entry.subject_kind, entry.subject_id, entry.data]",
        "return [*about, entry.subject_kind, entry.subject_id, {}]",
        "test_a_thousand_random_changes_are_each_named",
    ),
    act(
        "breaker", "the same words by several people", SIGNS, "if limits.alike_people and people >= limits.alike_people:",
        "if False:", "test_the_third_person_who_says_the_same_trips",
    ),
    act(
        "breaker", "the same words on several places", SIGNS, "if limits.alike_places and places >= limits.alike_places:",
        "if False:", "test_the_third_place_of_one_text_trips",
    ),
    act(
        "breaker", "an unusual pace", SIGNS, "if count * 100 <= busiest * limits.pace_percent:", "if True:",
        "test_more_than_the_usual_and_more_than_their_own_busiest_trips",
    ),
    act(
        "breaker", "new sites", SIGNS, "if limits.new_domains and new_domains:", "if False:",
        "test_a_link_to_a_new_site_trips_and_to_a_known_one_does_not",
    ),
    act(
        "breaker", "new devices", SIGNS, "if limits.new_devices and new_device:", "if False:",
        "test_an_act_from_a_new_browser_trips",
    ),
    act(
        "breaker", "it halts the grants", BREAKING, "halts.trip(grant, reason=reason, at=at) for grant in grants",
        "halts.trip(grant, reason=reason, at=at) for grant in grants[:0]",
        "test_nearly_the_same_on_several_places_holds_the_act_and_halts_the_grants",
    ),
    act(
        "breaker", "it holds the act", "cms/actions/messages/wording.py", "if breaker:", "if False:",
        "test_nearly_the_same_on_several_places_holds_the_act_and_halts_the_grants",
    ),
    act(
        "breaker", "an edit is a new act", "cms/actions/messages/changing.py",
        "watched = _watched(row, wording, actor, at, origin) if row.is_delegated else None", "watched = None",
        "test_an_edit_counts_as_a_new_act",
    ),
    act(
        "breaker", "what another open trip halts stays halted", "cms/actions/breaker/closing.py",
        "trip.halts.filter(~Exists(elsewhere), lifted_at=None)", "trip.halts.filter(lifted_at=None)",
        "test_what_another_open_trip_halts_stays_halted",
    ),
    act(
        "breaker", "tried before it is switched on", "cms/actions/breaker/setting.py", "if breaker.tried_at is None:",
        "if False:", "test_thresholds_are_tried_before_they_are_switched_on", fails=BELOW,
    ),
    act(
        "step-up", "a browser is known by a cookie of its own", "site/accounts/known.py", "told == _stamp(request, person)",
        "True", "test_the_cookie_of_another_kind_of_browser_or_an_older_password_is_worth_nothing",
    ),
)  # fmt: skip
