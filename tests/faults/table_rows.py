"""What the database itself refuses, whatever code writes it."""

from tests.faults.fault import Constraint, Fault, Trigger


def trigger(invariant: str, name: str, *tests: str) -> Fault:
    return Fault(invariant, f"trigger {name}", Trigger(name), tests)


def constraint(invariant: str, table: str, name: str, *tests: str) -> Fault:
    return Fault(invariant, f"constraint {name}", Constraint(table, name), tests)


ROWS = (
    trigger(
        "I1", "exercise_of_a_live_grant", "test_no_exercise_is_stored_without_a_live_grant",
        "test_no_exercise_is_stored_of_another_right_or_outside_the_dates",
    ),
    trigger("I1", "exercise_append_only", "test_an_exercise_is_never_changed_or_deleted"),
    constraint(
        "I1", "cms_message", "a_post_or_reply_rests_on_an_exercise",
        "test_the_database_itself_refuses_a_post_without_an_exercise",
    ),
    trigger("I1", "message_rests_on_its_right", "test_the_database_refuses_an_exercise_of_somebody_else"),
    trigger(
        "I1", "decision_rests_on_moderate",
        "test_the_database_refuses_a_delegated_decision_without_the_deciders_own_exercise",
    ),
    constraint(
        "I1", "cms_message", "a_delegated_message_discloses",
        "test_no_delegated_message_is_stored_without_both_forms_of_its_disclosure",
    ),
    constraint(
        "I1", "cms_message", "a_delegated_message_discloses_in_its_byline",
        "test_no_delegated_message_is_stored_without_both_forms_of_its_disclosure",
    ),
    trigger(
        "I4", "grant_never_wider", "test_the_database_itself_refuses_a_wider_or_revived_grant",
        "test_the_database_itself_refuses_another_scope_advocate_or_end",
    ),
    trigger("I4", "grant_never_deleted", "test_the_database_itself_refuses_another_scope_advocate_or_end"),
    trigger("I4", "certification_never_longer", "test_a_certification_is_never_longer_nor_anothers_nor_back_nor_gone"),
    trigger(
        "I4", "certification_of_a_passed_attempt", "test_a_certification_rests_on_a_passed_attempt_of_the_same_person"
    ),
    constraint("I5", "advocates_grant", "nobody_grants_to_themselves", "test_nobody_gives_a_right_to_themselves"),
    constraint("I5", "advocates_halt", "a_wide_halt_is_lifted_by_two", "test_a_wide_halt_is_lifted_by_two_people"),
    constraint(
        "I5", "advocates_override", "nobody_overrides_for_themselves", "test_nobody_overrides_for_themselves"
    ),
    trigger("I5", "nobody_decides_on_their_own", "test_the_database_refuses_a_decision_on_ones_own_message"),
    trigger("I6", "record_entry_append_only", "test_the_application_can_neither_change_nor_delete_an_entry"),
    trigger("I6", "record_seal_append_only", "test_the_application_can_neither_change_nor_delete_a_seal"),
    trigger("I6", "record_head_append_only", "test_a_head_is_never_changed"),
    trigger("I6", "policy_text_immutable", "test_a_published_text_and_its_clauses_never_change"),
    trigger("I6", "attestation_append_only", "test_a_signature_and_a_translation_are_never_changed_or_taken_back"),
    trigger("I6", "override_append_only", "test_an_override_is_never_changed_or_deleted"),
    constraint(
        "breaker", "cms_breaker", "a_breaker_is_tried_before_it_is_on",
        "test_thresholds_are_tried_before_they_are_switched_on",
    ),
)  # fmt: skip
