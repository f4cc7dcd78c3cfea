"""How a person is named to others: whom a public address or a public name means, never by what they keep to themselves.

Who goes by a pseudonym is found by it and by their number; the name and the handle of the account find nobody.
"""

from django.db.models import Q

from accounts.models import Naming


def shown_at(address: str) -> Q:
    """For a filter of users: whose public address ends in this; see `User.address`."""
    if address.isascii() and address.isdecimal():
        return (Q(handle=None) | Q(named_by=Naming.PSEUDONYM)) & Q(pk=int(address)) if len(address) < 19 else Q(pk=None)
    return Q(handle=address) & ~Q(named_by=Naming.PSEUDONYM)


def meant(typed: str) -> Q:
    """For a filter of users: whom somebody means who writes a handle, with or without @, or a number."""
    return shown_at(typed.strip().removeprefix("@").lower())


def called(name: str) -> Q:
    """For a filter of users: who is shown by exactly this name, in whatever case."""
    by_name = Q(named_by=Naming.NAME, name__iexact=name)
    return by_name | Q(named_by=Naming.PSEUDONYM, pseudonym__iexact=name)


def mentions(words: str, *, of: str) -> Q:
    """For a filter of rows with a person at `of`: in whose public name, or public handle, the words stand."""
    found = Q()
    for kind, field in (
        (Naming.NAME, "name"), (Naming.HANDLE, "handle"), (Naming.PSEUDONYM, "pseudonym"),
    ):  # fmt: skip
        found |= Q(**{f"{of}__named_by": kind, f"{of}__{field}__icontains": words})
    return found
