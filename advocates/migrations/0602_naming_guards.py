"""What somebody agreed to be named by stays as it was agreed, and rests on their own attestation."""

from django.db import migrations

from sitewide.guards import Guard

ANOTHERS = """
   NOT EXISTS (
     SELECT 1 FROM advocates_attestation a
      WHERE a.id = NEW.attestation_id AND a.member_id = NEW.member_id AND a.at <= NEW.at)
"""


class Migration(migrations.Migration):
    dependencies = [("advocates", "0601_naming")]

    operations = [
        Guard(
            "name_choice_append_only", table="advocates_namechoice", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A choice of name is never changed or deleted.",
        ),
        Guard(
            "name_choice_of_who_attested", table="advocates_namechoice", events=("INSERT",), refuse_when=ANOTHERS,
            sentence="A choice of name rests on an attestation of the same member.",
        ),
    ]  # fmt: skip
