"""A closed season stays as it was closed, and a credential stays what was signed."""

from django.db import migrations

from sitewide.guards import Guard

CLOSED = "EXISTS (SELECT 1 FROM campaigns_season s WHERE s.id = OLD.season_id AND s.closed_at IS NOT NULL)"


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_sharing_guards")]

    operations = [
        Guard(
            "closed_season_stays", table="campaigns_season", events=("UPDATE", "DELETE"),
            refuse_when="OLD.closed_at IS NOT NULL", sentence="A closed season is never changed or deleted.",
        ),
        Guard(
            "closed_score_stays", table="campaigns_score", events=("UPDATE",),
            refuse_when=f"(NEW.points <> OLD.points OR NEW.member_id <> OLD.member_id OR NEW.season_id <> OLD.season_id"
            f" OR COALESCE(NEW.place, 0) <> COALESCE(OLD.place, 0)) AND {CLOSED}",
            sentence="What a season was closed with never changes.",
        ),
        Guard(
            "closed_score_kept", table="campaigns_score", events=("DELETE",), refuse_when=CLOSED,
            sentence="What a season was closed with is never deleted.",
        ),
        Guard(
            "credential_stays", table="campaigns_award", events=("UPDATE",),
            refuse_when="NEW.member_id <> OLD.member_id OR NEW.achievement_id <> OLD.achievement_id OR NEW.uid <> OLD.uid"
            " OR (OLD.credential <> '' AND NEW.credential <> OLD.credential)"
            " OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL)",
            sentence="A badge that was given is never changed, and one that was revoked is never given back.",
        ),
        Guard(
            "award_kept", table="campaigns_award", events=("DELETE",), refuse_when="1 = 1",
            sentence="A badge that was given is never deleted.",
        ),
    ]  # fmt: skip
