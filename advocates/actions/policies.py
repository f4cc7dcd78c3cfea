"""Publishing the rules of a program, in one language and more, and attesting them."""

from datetime import datetime, timedelta
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.naming import Wish, agree
from advocates.actions.policy_texts import Clauses, tidy_clauses, tidy_text
from advocates.models import Attestation, Clause, Policy, PolicyTranslation, PolicyVersion, Program
from advocates.models.policy import whole_text
from advocates.queries import address_of, is_enrolled, manages
from advocates.queries.policies import must_attest
from record.actions import write
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.text import one_line

Change = PolicyVersion.Change
GRACE = timedelta(days=14)
"""How long a material change may wait for its signature, unless said."""


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
    policy: Policy, *, text: str, clauses: Clauses, actor: User, at: datetime, change: str = "",
    binds_from: datetime | None = None, language: str = "en",
) -> PolicyVersion:  # fmt: skip
    """Publish the next version: an immutable plain text with numbered clauses, and the SHA-256 of all of it.

    `change` says what it asks, if the policy must be attested: editorial nothing; material a signature before
    `binds_from` (else within 14 days), then rights stop; urgent a signature at once: until it is given, rights are
    suspended, without any grant being touched. Left out, it is material where `binds_from` is given and else urgent.
    Refuses whoever is no manager (403); an empty or overlong text, a clause without number or title, two of the same
    number, an unknown language, an editorial first version, a date that does not fit the change (422); and a text that
    says what the last version says (409).
    """
    policy = Policy.objects.select_for_update(no_key=True, of=("self",)).select_related("program").get(pk=policy.pk)
    must_manage(actor, policy.program)
    text, clauses = tidy_text(text), tidy_clauses(clauses)
    last = policy.versions.order_by("-number").first()
    change = change or (Change.MATERIAL if binds_from else Change.URGENT)
    binds = _binding(change, binds_from, at, is_first=last is None)
    digest = PolicyVersion.hash_of(whole_text(text, clauses))
    if last is not None and last.sha256 == digest:
        raise Conflict(_("This is what the last version says: nothing was published."), code="unchanged")
    version = PolicyVersion.objects.create(
        policy=policy, number=(last.number if last else 0) + 1, text=text, sha256=digest, published_at=at,
        published_by=actor, binds_from=binds, change=change, language=_known(language),
    )  # fmt: skip
    Clause.objects.bulk_create([Clause(version=version, code=c, title=t, text=body) for c, t, body in clauses])
    facts: dict[str, Any] = {"policy": policy.pk, "number": version.number, "sha256": digest, "change": change}
    write("policy.published", at=at, subject=version, actor=actor, program=policy.program, **facts)
    return version


def _binding(change: str, asked: datetime | None, at: datetime, *, is_first: bool) -> datetime:
    """From when the version binds."""
    if change not in Change.values:
        raise Invalid(_("A change is editorial, material or urgent."), code="unknown_change")
    if change == Change.EDITORIAL and is_first:
        raise Invalid(_("The first version of a policy is no editorial change."), code="first_is_asked")
    if asked is not None and asked < at:
        raise Invalid(_("A policy cannot bind in the past."), code="binds_in_the_past")
    if change == Change.MATERIAL:
        return asked or at + GRACE
    if asked is not None and asked != at:
        raise Invalid(_("Only a material change gives a date to sign until."), code="no_grace")
    return at


@transaction.atomic
def translate(
    version: PolicyVersion, *, language: str, text: str, clauses: Clauses, actor: User, at: datetime
) -> PolicyTranslation:
    """Publish a version in one more language, immutable like the version; whoever reads it there signs it there.

    Refuses whoever is no manager (403); an unknown language, an empty or overlong text, clauses that do not carry the
    very numbers of the version (422); a language that the version has already (409).
    """
    policy = Policy.objects.select_for_update(no_key=True, of=("self",)).select_related("program")
    program = policy.get(pk=version.policy_id).program
    must_manage(actor, program)
    language, text, clauses = _known(language), tidy_text(text), tidy_clauses(clauses)
    if language in version.wordings():
        raise Conflict(_("This version is published in this language already."), code="translated_already")
    codes = {code for code, _title, _body in clauses}
    if codes != set(version.clauses.values_list("code", flat=True)):
        raise Invalid(_("A translation has the clauses of the original, with the same numbers."), code="clauses_differ")
    made = PolicyTranslation.objects.create(
        version=version, language=language, text=text, clauses=[list(clause) for clause in clauses],
        sha256=PolicyVersion.hash_of(whole_text(text, clauses)), published_at=at, published_by=actor,
    )  # fmt: skip
    facts: dict[str, Any] = {"version": version.pk, "language": language, "sha256": made.sha256}
    write("policy.translated", at=at, subject=made, actor=actor, program=program, **facts)
    return made


def _known(language: str) -> str:
    if language not in LANG_INFO:
        raise Invalid(_("We do not know this language."), code="unknown_language")
    return language


@transaction.atomic
def attest(
    version: PolicyVersion, *, member: User, at: datetime, method: str = "portal", language: str = "",
    named: Wish | None = None,
) -> Attestation:  # fmt: skip
    """Sign a version as read and accepted, in the language it was read in (else the original's).

    `named` is how an advocate agrees, with this signature, to be named to others; left out, it stays as it was.
    Signing again changes nothing and gives the first signature back. Refuses whoever is neither enrolled nor a manager
    (403), a version that is not published, or not in this language (404), one that a newer has replaced (409), and
    what `naming.agree` refuses: then nothing is signed.
    """
    program = version.policy.program
    if not (is_enrolled(member, program, at) or manages(member, program)):
        raise Forbidden(_("Only advocates and managers of the program sign its policies."), code="not_enrolled")
    wording = version.wordings().get(language or version.language)
    if version.published_at > at or wording is None:
        raise NotFound(_("There is no such policy."))
    if not PolicyVersion.objects.current(at).filter(pk=version.pk).exists():
        raise Conflict(_("A newer version has replaced this one: read and sign that."), code="replaced")
    details = {"at": at, "language": wording.language, "method": method}
    signed, new = Attestation.objects.get_or_create(version=version, member=member, defaults=details)
    if new:
        data: dict[str, Any] = {"version": version.pk, "sha256": wording.sha256, "method": method}
        data["language"] = wording.language
        write("policy.attested", at=at, subject=signed, actor=member, program=program, **data)
    if new and named:
        agree(signed, named, member=User.objects.select_for_update().get(pk=member.pk), at=at)
    return signed


def tell_advocates(entry: Entry) -> None:
    """Consumer of `policy.published`: everybody who has to attest the version, staff too, gets the letter about it.

    An editorial change asks nobody, so nobody is written to.
    """
    version = PolicyVersion.objects.select_related("policy__program").get(pk=entry.subject_id)
    if not version.policy.attested or version.change == Change.EDITORIAL:
        return
    program = version.policy.program
    known = {"version": version, "policy": version.policy, "program": program, "base_url": address_of(program)}
    for person in must_attest(program, at=entry.at).iterator():
        about = "policy_published"
        write_letter(to=person.email, about=about, context=known | {"reader": person}, at=entry.at, member=person)
