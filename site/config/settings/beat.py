"""What beat rings, and how often in seconds or at which minute and hour (UTC).

A ring by seconds expires where nobody heard it in time; one by the clock waits until a worker comes.
"""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "settle": {"task": "record.tasks.settle", "schedule": 3.0, "options": {"expires": 10}},
    "heartbeat": {"task": "record.tasks.heartbeat", "schedule": 5.0, "options": {"expires": 10}},
    "post": {"task": "sitewide.tasks.deliver_due", "schedule": 10.0, "options": {"expires": 30}},
    "sent-requests": {"task": "sitewide.tasks.forget_requests", "schedule": crontab(minute="43")},
    "old-letters": {"task": "sitewide.tasks.forget_letters", "schedule": crontab(hour="3", minute="13")},
    "ended-rights": {"task": "advocates.tasks.end_what_ended", "schedule": 60.0, "options": {"expires": 120}},
    "certificates": {
        "task": "advocates.tasks.remind_of_certifications",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "terms": {"task": "advocates.tasks.remind_of_terms", "schedule": 600.0, "options": {"expires": 600}},
    "probation": {"task": "advocates.tasks.weigh_probation", "schedule": 300.0, "options": {"expires": 300}},
    "access-reviews": {"task": "advocates.tasks.review_access", "schedule": 60.0, "options": {"expires": 120}},
    "scheduled": {"task": "cms.tasks.send_scheduled", "schedule": 15.0, "options": {"expires": 30}},
    "lapsed-leases": {"task": "moderation.tasks.return_lapsed_claims", "schedule": 30.0, "options": {"expires": 60}},
    "promises": {"task": "moderation.tasks.watch_promises", "schedule": 60.0, "options": {"expires": 120}},
    "standing": {"task": "moderation.tasks.keep_standing", "schedule": 60.0, "options": {"expires": 120}},
    "playbook": {"task": "moderation.tasks.keep_playbook", "schedule": 60.0, "options": {"expires": 120}},
    "unmapped": {"task": "moderation.tasks.list_unmapped", "schedule": 3600.0, "options": {"expires": 3600}},
    "transparency": {"task": "moderation.tasks.publish_transparency", "schedule": crontab(minute="23")},
    "rule-trials": {"task": "moderation.tasks.try_rules", "schedule": 60.0, "options": {"expires": 60}},
    "classifiers": {"task": "moderation.tasks.teach_classifiers", "schedule": 300.0, "options": {"expires": 300}},
    "simulations": {"task": "campaigns.tasks.run_simulations", "schedule": 60.0, "options": {"expires": 60}},
    "hints": {"task": "campaigns.tasks.look_for_hints", "schedule": crontab(hour="2", minute="53")},
    "addresses": {"task": "campaigns.tasks.erase_addresses", "schedule": crontab(minute="37")},
    "missions": {"task": "campaigns.tasks.offer_missions", "schedule": 60.0, "options": {"expires": 60}},
    "submissions": {"task": "campaigns.tasks.check_submissions", "schedule": 20.0, "options": {"expires": 20}},
    "readers": {"task": "cms.tasks.close_reading_days", "schedule": 3600.0, "options": {"expires": 3600}},
    "seasons": {"task": "campaigns.tasks.close_seasons", "schedule": 300.0, "options": {"expires": 300}},
    "rounds-of-awards": {"task": "campaigns.tasks.award_earned", "schedule": 60.0, "options": {"expires": 60}},
    "referrals": {"task": "campaigns.tasks.keep_referrals", "schedule": 300.0, "options": {"expires": 300}},
    "ideas": {"task": "campaigns.tasks.keep_ideas", "schedule": 600.0, "options": {"expires": 600}},
    "points": {"task": "campaigns.tasks.keep_points", "schedule": 60.0, "options": {"expires": 120}},
    "payouts": {"task": "campaigns.tasks.pay", "schedule": 20.0, "options": {"expires": 60}},
    "stripe-events": {"task": "campaigns.tasks.read_stripe_events", "schedule": 30.0, "options": {"expires": 60}},
    "stripe-nightly": {"task": "campaigns.tasks.reconcile", "schedule": crontab(hour="2", minute="29")},
    "statements": {"task": "campaigns.tasks.close_statements", "schedule": crontab(minute="11")},
    "signed-head": {"task": "record.tasks.sign", "schedule": crontab(hour="0", minute="7")},
    "names": {"task": "accounts.tasks.release_names", "schedule": crontab(hour="4", minute="41")},
    "sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour="3", minute="17")},
}
