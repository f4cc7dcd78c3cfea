"""Names of brands and of their staff, which nobody else may take."""

from collections.abc import Iterable

from advocates.models import CommunityManager, Program


def brand_names() -> Iterable[str]:
    return Program.objects.values_list("name", flat=True)


def manager_names() -> Iterable[tuple[int, str]]:
    return CommunityManager.objects.values_list("member_id", "member__name")
