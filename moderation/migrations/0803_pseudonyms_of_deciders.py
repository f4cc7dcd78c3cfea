"""Whoever has decided keeps the name under which they stood in the log; where two shared one, the later gets a longer."""

from typing import Any

from django.db import migrations

from moderation.pseudonyms import LENGTH, LONGEST, pseudonym


def name_them(apps: Any, _editor: Any) -> None:
    names = apps.get_model("moderation", "Pseudonym").objects
    decisions = apps.get_model("moderation", "Decision").objects
    for program, member in decisions.order_by("pk").values_list("case__program", "by").iterator():
        if names.filter(program_id=program, member_id=member).exists():
            continue
        taken = set(names.filter(program_id=program).values_list("name", flat=True))
        wanted = (pseudonym(program, member, length) for length in range(LENGTH, LONGEST + 1))
        names.create(program_id=program, member_id=member, name=next(name for name in wanted if name not in taken))


class Migration(migrations.Migration):
    dependencies = [("moderation", "0802_people_guards")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
