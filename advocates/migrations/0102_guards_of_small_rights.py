"""What must never be stored: a passed-on grant that is wider than the one it comes from, or outlives it."""

from django.db import migrations

from sitewide.guards import Guard

WIDER_THAN_GIVEN = """
   NEW.passed_from_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM advocates_grant p
       JOIN wagtailcore_page above ON above.id = p.scope_id
       JOIN wagtailcore_page here ON here.id = NEW.scope_id
      WHERE p.id = NEW.passed_from_id AND p.may_be_passed_on AND p.passed_from_id IS NULL AND p.state = 'live'
        AND p.program_id = NEW.program_id AND p."right" = NEW."right"
        AND p.advocate_id = NEW.granted_by_id AND p.granted_by_id <> NEW.advocate_id
        AND SUBSTR(here.path, 1, LENGTH(above.path)) = above.path
        AND NEW.per_day <= p.per_day
        AND (p.in_total IS NULL OR (NEW.in_total IS NOT NULL AND NEW.in_total <= p.in_total))
        AND NEW.starts_at >= p.starts_at AND NEW.ends_at <= p.ends_at AND NEW.probation_uses >= p.probation_uses
        AND (here.path <> above.path OR NEW.per_day < p.per_day OR NEW.ends_at < p.ends_at
             OR (NEW.in_total IS NOT NULL AND (p.in_total IS NULL OR NEW.in_total < p.in_total))))
"""
LEFT_BEHIND = """
   EXISTS (
     SELECT 1 FROM advocates_grant c
      WHERE c.passed_from_id = NEW.id AND c.state IN ('offered', 'live')
        AND (c.per_day > NEW.per_day OR c.ends_at > NEW.ends_at
             OR (NEW.in_total IS NOT NULL AND (c.in_total IS NULL OR c.in_total > NEW.in_total))
             OR (NEW.state NOT IN ('offered', 'live') AND (NEW.ended_at IS NULL OR c.ends_at > NEW.ended_at))))
"""


class Migration(migrations.Migration):
    dependencies = [("advocates", "0101_small_rights")]

    operations = [
        Guard(
            "passed_on_is_narrower", table="advocates_grant", events=("INSERT",), refuse_when=WIDER_THAN_GIVEN,
            sentence="What is passed on is narrower than the live grant of the giver that allows it.",
        ),
        Guard(
            "passing_on_never_changes", table="advocates_grant", events=("UPDATE",),
            refuse_when="""
   NEW.may_be_passed_on <> OLD.may_be_passed_on
   OR COALESCE(NEW.passed_from_id, 0) <> COALESCE(OLD.passed_from_id, 0)
""",
            sentence="Whether a grant may be passed on, and from which it was, never changes.",
        ),
        Guard(
            "passed_on_ends_and_narrows_with_it", table="advocates_grant", events=("UPDATE",), refuse_when=LEFT_BEHIND,
            sentence="What was passed on from a grant ends and becomes narrower with it.",
        ),
    ]  # fmt: skip
