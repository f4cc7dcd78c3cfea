"""Who gets what at every address: a row an address, a column a kind of person. A new address fails until it is here.

The columns are those of `world.KINDS`: anonymous, member, applicant, advocate, moderator, manager, outsider (who manages
another program). POST sends an empty form without touching anything that a right would be needed for.
"""

PUBLIC = "200 200 200 200 200 200 200"
MEMBERS = "302 200 200 200 200 200 200"
READ_ONLY = "405 405 405 405 405 405 405"
READ_ONLY_IN = "302 405 405 405 405 405 405"
MANAGER = "302 403 403 403 403 200 403"
DESK = "302 403 403 403 200 200 403"
TOKEN = "401 401 401 401 401 401 401"
NOBODY = "404 404 404 404 404 404 404"
EVERYWHERE = "302 302 302 302 302 302 302"

# name: (arguments of the address, GET, POST)
MATRIX: dict[str, tuple[dict[str, str], str, str]] = {
    "health_live": ({}, PUBLIC, READ_ONLY),
    "health_ready": ({}, PUBLIC, READ_ONLY),
    "robots": ({}, PUBLIC, READ_ONLY),
    "join": ({}, PUBLIC, READ_ONLY),
    "invited": ({"secret": "=nobody-made-this"}, NOBODY, READ_ONLY),
    "apply": ({}, "302 200 200 302 302 200 200", "302 422 422 409 409 422 422"),
    "keep_draft": ({}, READ_ONLY_IN, "302 200 200 409 409 200 200"),
    "application_status": ({}, MEMBERS, READ_ONLY_IN),
    "application_withdraw": ({}, "302 404 200 404 404 404 404", "302 404 302 404 404 404 404"),
    "sign_policies": ({}, MEMBERS, READ_ONLY_IN),
    "sign_policy": ({"version_id": "version"}, MEMBERS, ""),
    "signed_policy": ({"attestation_id": "attestation"}, "302 404 404 200 404 404 404", READ_ONLY_IN),
    "policy_text": ({"version_id": "version"}, PUBLIC, READ_ONLY),
    "learn": ({}, MEMBERS, READ_ONLY_IN),
    "course": ({"course_id": "course"}, MEMBERS, READ_ONLY_IN),
    "begin_attempt": ({"course_id": "course"}, READ_ONLY_IN, "302 403 403 409 302 409 403"),
    "lesson": ({"lesson_id": "lesson"}, MEMBERS, "302 403 403 302 302 302 403"),
    "attempt": ({"attempt_id": "attempt"}, "302 404 404 200 404 404 404", "302 404 404 409 404 404 404"),
    "question": ({"attempt_id": "attempt", "number": "=1"}, "302 404 404 302 404 404 404", ""),
    "practice": ({"attempt_id": "attempt", "number": "=1"}, "302 404 404 404 404 404 404", ""),
    "certificate": ({"certification_id": "certification"}, "302 404 404 200 404 404 404", READ_ONLY_IN),
    "leave_program": ({}, MEMBERS, ""),
    "brand_css": ({}, PUBLIC, READ_ONLY),
    "halt_program": ({}, MANAGER, "302 403 403 403 403 302 403"),
    "one_halt": ({"halt_id": "halt"}, MANAGER, READ_ONLY_IN),
    "explain_halt": ({"halt_id": "halt"}, READ_ONLY_IN, "302 403 403 403 403 422 403"),
    "lift_halt": ({"halt_id": "halt"}, MANAGER, EVERYWHERE),
    "my_rights": ({}, MEMBERS, READ_ONLY_IN),
    "grant_answer": ({"grant_id": "offered", "answer": "=accept"}, "302 404 404 200 404 404 404", ""),
    "why": ({}, MEMBERS, READ_ONLY_IN),
    "register": ({}, PUBLIC, READ_ONLY),
    "register_json": ({}, PUBLIC, READ_ONLY),
    "register_atom": ({}, PUBLIC, ""),
    "register_grant": ({"grant_id": "grant"}, PUBLIC, READ_ONLY),
    "people": ({}, PUBLIC, READ_ONLY),
    "person": ({"handle": "=ines"}, PUBLIC, READ_ONLY),
    "message": ({"message_id": "message"}, PUBLIC, READ_ONLY),
    "message_in_place": ({"message_id": "message"}, EVERYWHERE, READ_ONLY),
    "write": ({}, MEMBERS, READ_ONLY_IN),
    "compose": ({"page_id": "page"}, MEMBERS, "302 422 422 422 422 422 422"),
    "comment": ({"page_id": "page"}, MEMBERS, "302 422 422 422 422 422 422"),
    "edit_message": ({"message_id": "message"}, "302 403 403 200 403 403 403", "302 403 403 422 403 403 403"),
    "withdraw_message": ({"message_id": "message"}, "302 403 403 200 403 403 403", "302 403 403 302 403 403 403"),
    "staff_act": ({"message_id": "message", "act": "=unpin"}, READ_ONLY_IN, "302 403 403 403 403 302 403"),
    "thread_act": ({"page_id": "page", "act": "=lock"}, READ_ONLY_IN, "302 403 403 403 403 302 403"),
    "search": ({}, PUBLIC, READ_ONLY),
    "desk": ({}, DESK, READ_ONLY_IN),
    "next_case": ({}, READ_ONLY_IN, "302 403 403 403 302 302 403"),
    "case": ({"case_id": "case"}, DESK, READ_ONLY_IN),
    "claim_case": ({"case_id": "case"}, READ_ONLY_IN, "302 403 403 403 302 302 403"),
    "release_case": ({"case_id": "case"}, READ_ONLY_IN, "302 403 403 403 302 302 403"),
    "extend_claim": ({"case_id": "case"}, READ_ONLY_IN, "302 403 403 403 409 409 403"),
    "decide_case": ({"case_id": "case"}, READ_ONLY_IN, "302 403 403 403 422 422 403"),
    "look_again": ({"case_id": "case"}, READ_ONLY_IN, ""),
    "appeals": ({}, DESK, READ_ONLY_IN),
    "appeal": ({"appeal_id": "appeal"}, MANAGER, ""),
    "flag": ({"message_id": "message"}, MEMBERS, ""),
    "my_decisions": ({}, MEMBERS, READ_ONLY_IN),
    "make_appeal": ({"decision_id": "decision"}, "302 200 404 404 404 404 404", ""),
    "decisions": ({}, PUBLIC, READ_ONLY),
    "decision": ({"decision_id": "decision"}, PUBLIC, READ_ONLY),
    "portal": ({}, MEMBERS, READ_ONLY_IN),
    "contributions": ({}, MEMBERS, READ_ONLY_IN),
    "points": ({}, MEMBERS, READ_ONLY_IN),
    "rewards": ({}, MEMBERS, READ_ONLY_IN),
    "redeem": ({"reward_id": "reward"}, MEMBERS, ""),
    "my_profile": ({}, MEMBERS, ""),
    "unknown_operation": ({}, NOBODY, NOBODY),
    "my_tokens": ({}, MEMBERS, ""),
    "end_token": ({"token_id": "=1"}, READ_ONLY_IN, "302 404 404 404 404 404 404"),
    "api:openapi-json": ({}, PUBLIC, ""),
    "api:openapi-view": ({}, PUBLIC, ""),
    "api:api-root": ({}, PUBLIC, ""),
    "api:examine": ({}, TOKEN, READ_ONLY),
    "api:register": ({}, TOKEN, READ_ONLY),
    "api:start": ({}, TOKEN, TOKEN),
    "api:listed": ({}, TOKEN, TOKEN),
    "api:conversation": ({"page_id": "page"}, TOKEN, READ_ONLY),
    "api:post": ({"page_id": "page"}, READ_ONLY, TOKEN),
    "api:reply": ({"page_id": "page"}, READ_ONLY, TOKEN),
    "api:comment": ({"page_id": "page"}, READ_ONLY, TOKEN),
    "api:flag": ({"message_id": "message"}, READ_ONLY, TOKEN),
    "api:queue": ({}, TOKEN, READ_ONLY),
    "api:claim_next": ({}, READ_ONLY, TOKEN),
    "api:claim": ({"case_id": "case"}, READ_ONLY, TOKEN),
    "api:release": ({"case_id": "case"}, READ_ONLY, TOKEN),
    "api:decide": ({"case_id": "case"}, READ_ONLY, TOKEN),
    "api:balance": ({}, TOKEN, READ_ONLY),
    "api:statement": ({}, TOKEN, READ_ONLY),
    "media": ({"path": "=nothing.png"}, NOBODY, NOBODY),
    "wagtailcore_login": ({}, EVERYWHERE, EVERYWHERE),
}

FRAMEWORK = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_",
    "usersessions_",
    "wagtaildocs_",
    "wagtailcore_",
    "wagtail_serve",
)
"""Addresses of libraries, tried by the tests of signing in and of pages."""

OURS_TRIED_ELSEWHERE = {"carry_on", "cannot_confirm", "page", "private_page_login"}
"""Steps of the confirming flow (tests/accounts), and the pages themselves (tests/cms)."""
