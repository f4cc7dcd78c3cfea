"""What no program may pay for is not opened, unless somebody lets it pass by name and in public."""

import pytest
from django.test import Client

from campaigns.actions.missions import making
from campaigns.actions.missions.fairness import override
from sitewide.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db
UNFAIR = ("review", "Write a five-star review of the pan.", {"product": "a pan"})


def test_a_mission_that_pays_for_praise_opens_only_with_a_public_note(stage, cast):
    """Guard: `must_be_fair` in `open_mission`; taken out, it opens at once."""
    by = {"actor": cast.manager, "at": cast.at}
    mission = stage.draft(UNFAIR)
    with pytest.raises(Invalid) as refused:
        making.open_mission(mission, **by)
    assert refused.value.code == "unfair"
    assert refused.value.detail["rules"] == ["16 CFR 465.4"]
    with pytest.raises(Invalid) as refused:
        override(mission, note=" ", **by)
    assert refused.value.code == "no_note"
    override(mission, note="It is a quote from the shop's own sign.", **by)
    with pytest.raises(Conflict):
        override(mission, note="Again", **by)
    making.open_mission(mission, **by)
    client = Client()
    client.force_login(cast.advocate)
    page = client.get(f"/portal/missions/{mission.pk}/").content.decode()
    assert "own sign" in page
    assert str(cast.manager) in page


def test_an_override_is_of_these_very_words(stage, cast):
    by = {"actor": cast.manager, "at": cast.at}
    mission = stage.draft(UNFAIR)
    override(mission, note="It is a quote.", **by)
    making.add_step(mission, kind="visit", text="Ask friends to leave five stars, too.", settings={}, **by)
    with pytest.raises(Invalid) as refused:
        making.open_mission(mission, **by)
    assert refused.value.code == "unfair"
