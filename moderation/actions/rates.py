"""How a program measures those who decide."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.models import Rates
from record.actions import write
from sitewide.errors import Invalid

FIELDS = ("gold_percent", "second_percent", "promote_after", "promote_percent")
MOST = {"gold_percent": 50, "second_percent": 100, "promote_after": 1000, "promote_percent": 100}


@transaction.atomic
def set_rates(rates: Rates, *, actor: User, at: datetime) -> Rates:
    """From now on these hold. Refuses whoever is no manager (403) and what lies outside its bounds (422)."""
    program = Program.objects.select_for_update(no_key=True).get(pk=rates.program_id)
    must_manage(actor, program)
    wanted = {name: getattr(rates, name) for name in FIELDS}
    for name, value in wanted.items():
        if not (1 if name == "promote_after" else 0) <= value <= MOST[name]:
            raise Invalid(_("At most %(most)s is possible here.") % {"most": MOST[name]}, code=name)
    kept, _fresh = Rates.objects.update_or_create(program=program, defaults=wanted)
    write("rates.set", at=at, subject=kept, actor=actor, program=program, **wanted)
    return kept
