"""Publishing the rules of a program, and attesting them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Attestation, Clause, Enrolment, Policy, PolicyVersion, Program
from advocates.models.policy import whole_text
from advocates.queries import address_of, is_enrolled, manages
from record.actions import write
from record.models import Entry
from sitewide.characters import settled
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.text import one_line

MOST_IN_TEXT = 60_000
MOST_IN_CLAUSE = 8_000
Clauses = Sequence[tuple[str, str, str]]


@transaction.atomic
def create_policy(
    program: Program, *, name: str, actor: User, at: datetime, attested: bool = True, governs_messages: bool = False
) -> Policy:
    """A policy without a text yet. Refuses whoever is no manager (403), no name (422), a name taken (409)."""
    must_manage(actor, program)
    name = one_line(name, 120)
    slug = slugify(name)[:60]
    if not slug:
        raise Invalid(_("A policy has a name with letters or digits."), code="no_name")
    try:
        with transaction.atomic():
            policy = Policy.objects.create(
                program=program, name=name, slug=slug, attested=attested, governs_messages=governs_messages
            )
    except IntegrityError as error:
        raise Conflict(_("The program has a policy of this name already."), code="name_taken") from error
    write("policy.created", at=at, subject=policy, actor=actor, program=program)
    return policy


@transaction.atomic
def publish(
    policy: Policy, *, text: str, clauses: Clauses, actor: User, at: datetime, binds_from: datetime | None = None
) -> PolicyVersion:
    """Publish the next version: an immutable plain text with numbered clauses, and the SHA-256 of all of it.

    From `binds_from` (else at once) nobody who has not attested it uses a right, if the policy must be attested.
    Refuses whoever is no manager (403); an empty or overlong text, a clause without number or title, two of the same
    number, a beginning in the past (422); and a text that says what the last version says (409).
    """
    policy = Policy.objects.select_for_update(no_key=True, of=("self",)).select_related("program").get(pk=policy.pk)
    must_manage(actor, policy.program)
    text, clauses = _text(text), _clauses(clauses)
    if binds_from is not None and binds_from < at:
        raise Invalid(_("A policy cannot bind in the past."), code="binds_in_the_past")
    last = policy.versions.order_by("-number").first()
    digest = PolicyVersion.hash_of(whole_text(text, clauses))
    if last is not None and last.sha256 == digest:
        raise Conflict(_("This is what the last version says: nothing was published."), code="unchanged")
    version = PolicyVersion.objects.create(
        policy=policy, number=(last.number if last else 0) + 1, text=text, sha256=digest, published_at=at,
        published_by=actor, binds_from=binds_from or at,
    )  # fmt: skip
    Clause.objects.bulk_create([Clause(version=version, code=c, title=t, text=body) for c, t, body in clauses])
    facts: dict[str, Any] = {"policy": policy.pk, "number": version.number, "sha256": digest}
    write("policy.published", at=at, subject=version, actor=actor, program=policy.program, **facts)
    return version


@transaction.atomic
def attest(version: PolicyVersion, *, member: User, at: datetime, method: str = "portal") -> Attestation:
    """Sign a version as read and accepted. Signing again changes nothing and gives the first signature back.

    Refuses whoever is neither enrolled nor a manager (403), a version that is not published (404), and one that a
    newer version has replaced (409).
    """
    program = version.policy.program
    if not (is_enrolled(member, program, at) or manages(member, program)):
        raise Forbidden(_("Only advocates and managers of the program sign its policies."), code="not_enrolled")
    if version.published_at > at:
        raise NotFound(_("There is no such policy."))
    if not PolicyVersion.objects.current(at).filter(pk=version.pk).exists():
        raise Conflict(_("A newer version has replaced this one: read and sign that."), code="replaced")
    details = {"at": at, "language": version.language, "method": method}
    signed, new = Attestation.objects.get_or_create(version=version, member=member, defaults=details)
    if new:
        data: dict[str, Any] = {"version": version.pk, "sha256": version.sha256, "method": method}
        write("policy.attested", at=at, subject=signed, actor=member, program=program, **data)
    return signed


def tell_advocates(entry: Entry) -> None:
    """Consumer of `policy.published`: everybody enrolled who has to attest the version gets the letter about it."""
    version = PolicyVersion.objects.select_related("policy__program").get(pk=entry.subject_id)
    if not version.policy.attested:
        return
    program = version.policy.program
    enrolled = Enrolment.objects.filter(program=program, ended_at=None, term_ends__gt=entry.at, member__is_active=True)
    known = {"version": version, "policy": version.policy, "program": program, "base_url": address_of(program)}
    for enrolment in enrolled.select_related("member").iterator():
        person = enrolment.member
        about = "policy_published"
        write_letter(to=person.email, about=about, context=known | {"reader": person}, at=entry.at, member=person)


def _text(text: str) -> str:
    text = settled(text).strip()
    if not text:
        raise Invalid(_("A policy says something."), code="empty")
    if len(text) > MOST_IN_TEXT:
        told = {"length": len(text), "limit": MOST_IN_TEXT}
        raise Invalid(_("This text is too long: %(length)d characters of %(limit)d.") % told, code="too_long")
    return text


def _clauses(clauses: Clauses) -> list[tuple[str, str, str]]:
    tidy = [(one_line(code, 12), one_line(title, 120), settled(body).strip()) for code, title, body in clauses]
    if any(not code or not title for code, title, _body in tidy):
        raise Invalid(_("Each clause has a number and a title."), code="clause")
    if any(len(body) > MOST_IN_CLAUSE for _code, _title, body in tidy):
        told = {"limit": MOST_IN_CLAUSE}
        raise Invalid(_("A clause has at most %(limit)d characters.") % told, code="too_long")
    codes = [code for code, _title, _body in tidy]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        told_twice = {"codes": ", ".join(twice)}
        raise Invalid(_("These numbers are there twice: %(codes)s.") % told_twice, code="clause_twice")
    return tidy
