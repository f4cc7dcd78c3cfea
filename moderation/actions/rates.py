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

LIMITS = {"gold_percent": (0, 50), "second_percent": (0, 100), "promote_after": (1, 1000), "promote_percent": (0, 100)}


@transaction.atomic
def set_rates(rates: Rates, *, actor: User, at: datetime) -> Rates:
    """From now on these hold. Refuses whoever is no manager (403) and what lies outside its bounds (422)."""
    program = Program.objects.select_for_update(no_key=True).get(pk=rates.program_id)
    must_manage(actor, program)
    wanted = {name: getattr(rates, name) for name in LIMITS}
    for name, (least, most) in LIMITS.items():
        if not least <= wanted[name] <= most:
            raise Invalid(
                _("Between %(least)d and %(most)d is possible here.") % {"least": least, "most": most}, code=name
            )
    kept, _fresh = Rates.objects.update_or_create(program=program, defaults=wanted)
    write("rates.set", at=at, subject=kept, actor=actor, program=program, **wanted)
    return kept
