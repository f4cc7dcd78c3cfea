"""The checks of the rule of rights, one after the other."""

from tests.faults.fault import BELOW, Code, Fault, Words

PATH = "advocates/rights/rule.py"
FACTS = "advocates.rights.facts"


def check(guard: str, old: str, new: str, *tests: str, fails: tuple[str, ...] = BELOW) -> Fault:
    return Fault("I1, rule", guard, Code(PATH, old, new), tests, fails)


def count(guard: str, old: str, new: str, *tests: str) -> Fault:
    return Fault("I1, rule", guard, Code("advocates/rights/facts.py", old, new), tests, BELOW)


def fact(guard: str, old: str, new: str, *tests: str) -> Fault:
    return Fault("I1, rule", guard, Words(FACTS, "FACTS", old, new), tests)


RULE = (
    check(
        "1 halted", "if covers(halt, right, place, facts.person_id, grant.id if grant else None):", "if False:",
        "test_a_halt_of_each_level_stops_what_it_names", "test_a_halt_stops_posts_but_not_comments",
    ),
    check(
        "1 halted: below a halted place", "place.path.startswith(halt.place.path)", "place.path == halt.place.path",
        "test_a_halt_of_a_place_stops_what_lies_below",
    ),
    check(
        "1 halted: answers to a halted message", "halt.message_id in place.message_ids", "False",
        "test_nobody_shows_answers_edits_or_decides_on_it_meanwhile",
    ),
    fact(
        "1 halted: everything", "(h.program_id = p.id OR h.program_id IS NULL)", "h.program_id = p.id",
        "test_everything_is_halted_and_lifted_only_by_who_runs_the_installation",
    ),
    check(
        "2 enrolled: no enrolment", "if facts.term is None:\n        return Check(\"enrolled\", False, \"not_enrolled\")",
        "if facts.term is None:\n        return Check(\"enrolled\", True, \"not_enrolled\")",
        "test_a_stranger_is_not_enrolled",
    ),
    check(
        "2 enrolled: the term is over", "if facts.at >= ends:", "if False:",
        "test_an_enrolment_counts_only_inside_its_term",
    ),
    check("3 granted: the right", "if g.right == right and place", "if place", "test_no_right_implies_another"),
    check(
        "3 granted: the scope", "place.path.startswith(g.path)]", "True]",
        "test_a_grant_covers_what_lies_below_and_nothing_beside_or_above",
        "test_a_grant_does_not_reach_a_page_beside_its_scope",
    ),
    check(
        "3 granted: from its beginning", "if g.live and g.starts_at <= facts.at < g.ends_at]", "if g.live]",
        "test_a_grant_that_begins_tomorrow_does_not_count_today",
    ),
    check(
        "3 granted: only once accepted", "if g.live and g.starts_at <= facts.at < g.ends_at]",
        "if g.starts_at <= facts.at < g.ends_at]", "test_an_offer_is_no_right_yet",
    ),
    fact(
        "3 granted: until its end", "AND g.state IN ('offered', 'live') AND g.ends_at > %(at)s",
        "AND g.state IN ('offered', 'live', 'revoked', 'resigned', 'expired')",
        "test_an_expired_grant_lets_nobody_reply_even_before_it_is_swept_up",
    ),
    check(
        "4 attested", "if facts.unattested else ATTESTED", "if False else ATTESTED",
        "test_a_new_version_of_a_policy_must_be_attested_once_it_binds",
        "test_an_urgent_version_suspends_at_once_and_the_signature_alone_brings_the_right_back",
    ),
    fact(
        "4 attested: grace only for a material change", "w.policy_id = q.id AND w.binds_from <= %(at)s AND",
        "w.policy_id = q.id AND", "test_a_material_version_gives_fourteen_days_unless_said_and_then_suspends",
    ),
    fact(
        "4 attested: an editorial change asks nobody", "w.binds_from <= %(at)s AND w.change <> 'editorial'",
        "w.binds_from <= %(at)s",
        "test_an_editorial_version_asks_nobody_and_signing_the_one_before_stays_enough",
    ),
    check(
        "5 certified", "if facts.uncertified & bit:", "if False:",
        "test_a_required_course_stops_the_right_until_it_is_passed_and_only_that_right",
    ),
    fact(
        "5 certified: a certificate ends", " AND c.expires_at > %(at)s", "",
        "test_a_certificate_ends_at_its_moment_and_another_takes_its_place",
    ),
    fact(
        "5 certified: a revoked certificate is none", "AND c.revoked_at IS NULL", "",
        "test_a_revoked_certificate_stops_the_right_from_the_next_use_on",
    ),
    fact(
        "5 certified: somebody else's counts for nobody", "c.member_id = %(person)s\n                  AND", "1 = 1 AND",
        "test_somebody_elses_certificate_counts_for_nobody_else",
    ),
    check(
        "6 secured: a second factor", "else UNSECURED\n\n\ndef _risky", "else SECURED\n\n\ndef _risky",
        "test_a_program_that_demands_a_second_factor_refuses_without_one",
    ),
    check(
        "6 secured: step-up in a new browser", "if program.proof_for_new_browser and origin.known is False:", "if False:",
        "test_a_stolen_session_is_asked_who_it_is",
    ),
    check(
        "6 secured: step-up on a wide scope", "if not (program.proof_for_wide_scope and grant.wide):", "if True:",
        "test_a_right_on_the_whole_program_wants_proof_of_the_last_minutes",
    ),
    count(
        "7 within quota: a day", "left = self.per_day - self.used_today", "left = self.per_day",
        "test_the_quota_of_a_day_ends_the_posts_of_that_day",
    ),
    count(
        "7 within quota: in total", "else self.in_total - self.used\n", "else self.in_total\n",
        "test_the_quota_in_total_never_begins_anew",
    ),
    count(
        "7 within quota: shared by passing on, a day", "(self.passed_from or self).per_day - self.family_today",
        "(self.passed_from or self).per_day", "test_uses_of_both_count_against_the_quota_of_the_giver",
    ),
    check(
        "8 unrestricted: quiet period", "if restriction.kind == Restriction.Kind.QUIET:", "if False:",
        "test_nobody_posts_or_replies_in_a_quiet_period_but_moderators_go_on",
    ),
    check(
        "8 unrestricted: embargo", '| {"word": word}) if word else None', '| {"word": word}) if False else None',
        "test_an_embargo_stops_only_its_words_as_whole_words",
    ),
    check(
        "9 no conflict", "if conflicts else NO_CONFLICT", "if False else NO_CONFLICT",
        "test_a_moderator_with_a_conflict_is_refused",
    ),
)  # fmt: skip
