"""Badges as Open Badges 3.0 credentials: what the specification asks of the JSON, the signature, and what is baked.

The JWS is read by PyJWT, and the JSON is held against the rules of the specification's schema, stated here anew.
"""

import gzip
import hashlib
import json
from base64 import urlsafe_b64decode
from io import BytesIO

import jwt
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from jsonschema import Draft202012Validator
from PIL import Image

from campaigns.actions.recognition import badges
from campaigns.queries.recognition.baking import baked_png, baked_svg, picture_of, token_in
from campaigns.queries.recognition.credentials import enveloped, status_list
from campaigns.queries.recognition.verified import verify
from record.keys import signed
from record.offline import DoesNotHold, check_grant, keys_from
from sitewide.errors import Invalid

pytestmark = pytest.mark.django_db
URI = {"type": "string", "pattern": "^(https?|urn):"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}


def _kind(name):
    return {"type": "array", "contains": {"const": name}}


def _object(required, **properties):
    return {"type": "object", "required": required, "properties": properties}


PROFILE = _object(["id", "type"], id=URI, type=_kind("Profile"), name={"type": "string"}, url=URI)
IMAGE = _object(["id", "type"], id=URI, type={"const": "Image"}, caption={"type": "string"})
IDENTITY = _object(
    ["type", "hashed", "identityHash", "identityType"], type={"const": "IdentityObject"}, hashed={"const": True},
    identityHash={"pattern": r"^sha256\$[0-9a-f]{64}$"}, identityType={"const": "emailAddress"}, salt={"type": "string"},
)  # fmt: skip
ACHIEVEMENT = _object(
    ["id", "type", "criteria", "description", "name"], id=URI, type=_kind("Achievement"), image=IMAGE, creator=PROFILE,
    criteria={"anyOf": [{"required": ["id"]}, {"required": ["narrative"]}]}, description={"type": "string"},
)  # fmt: skip
SUBJECT = _object(
    ["type", "achievement", "identifier"], id=URI, type=_kind("AchievementSubject"), achievement=ACHIEVEMENT,
    identifier={"type": "array", "minItems": 1, "items": IDENTITY},
)  # fmt: skip
STATUS = _object(
    ["id", "type", "statusPurpose", "statusListIndex", "statusListCredential"], id=URI, statusListCredential=URI,
    type={"const": "BitstringStatusListEntry"}, statusListIndex={"type": "string", "pattern": r"^\d+$"},
)  # fmt: skip
CREDENTIAL = _object(
    ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"],
    id=URI,
    validFrom=MOMENT,
    validUntil=MOMENT,
    type={"allOf": [_kind("VerifiableCredential"), _kind("OpenBadgeCredential")]},
    issuer=PROFILE,
    awardedDate=MOMENT,
    credentialSubject=SUBJECT,
    credentialStatus=STATUS,
    **{
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"pattern": "^https://purl.imsglobal.org/spec/ob/v3p0/context(-3.0.[0-9]+)?.json$"},
            ],
            "minItems": 2,
        }
    },
)


def published(client):
    return client.get("/.well-known/tabard-keys.json").json()


def read(token, client, **options):
    """By PyJWT, with the key that the header names, out of the key set at the address that it names."""
    header = jwt.get_unverified_header(token)
    address, _hash, name = header["kid"].partition("#")
    assert address.endswith("/.well-known/tabard-keys.json")
    keys = jwt.PyJWKSet.from_dict(published(client))
    return jwt.decode(token, keys[name].key, algorithms=["EdDSA"], options={"verify_aud": False, **options})


def test_the_credential_is_what_the_specification_asks_for(stand, cast, client):
    given = stand.given(valid_days=30)
    header, told = jwt.get_unverified_header(given.credential), read(given.credential, client)
    assert (header["alg"], header["typ"]) == ("EdDSA", "JWT")
    assert "d" not in header["jwk"]
    Draft202012Validator(CREDENTIAL).validate(told)
    assert (told["iss"], told["jti"], told["sub"]) == (
        told["issuer"]["id"], told["id"], told["credentialSubject"]["id"],
    )  # fmt: skip
    assert told["exp"] - told["nbf"] == 30 * 86400
    assert "vc" not in told
    for part in ("issuer", ("credentialSubject", "achievement")):
        named = told[part] if isinstance(part, str) else told[part[0]][part[1]]
        fetched = client.get("/" + named["id"].split("/", 3)[3])
        assert fetched["Content-Type"] == "application/ld+json"
        assert fetched.json() == {"@context": told["@context"]} | named
    picture = client.get("/" + told["credentialSubject"]["achievement"]["image"]["id"].split("/", 3)[3])
    assert Image.open(BytesIO(picture.content)).size == (512, 512)


def test_the_file_tells_neither_name_nor_address_but_proves_the_address(stand, cast, client):
    token = stand.given().credential
    body = urlsafe_b64decode(token.split(".")[1] + "==").decode()
    assert cast.advocate.email not in body
    assert cast.advocate.name not in body
    identity = json.loads(body)["credentialSubject"]["identifier"][0]
    known = hashlib.sha256((cast.advocate.email.lower() + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${known}"


def test_no_letter_of_it_can_be_changed(stand, cast, client):
    """Every thirtieth letter of the token changed: PyJWT refuses it, and so do we."""
    token = stand.given().credential
    for place in range(0, len(token), 30):
        other = "A" if token[place] not in "A." else "B"
        changed = token[:place] + other + token[place + 1 :]
        with pytest.raises((jwt.PyJWTError, KeyError, ValueError, AssertionError)):
            read(changed, client)
        assert not verify(cast.program, changed, at=cast.at).holds


def test_a_badge_is_no_grant_and_what_else_we_sign_is_no_badge(stand, cast, client):
    token = stand.given().credential
    with pytest.raises(DoesNotHold):
        check_grant(token, keys_from(published(client)), at=cast.at.timestamp())
    listed = verify(cast.program, status_list(cast.program, 0, at=cast.at), at=cast.at)
    forged = signed("JWT", json.loads(urlsafe_b64decode(token.split(".")[1] + "==")) | {"name": "Better"})
    for verdict in (listed, verify(cast.program, forged, at=cast.at)):
        assert not verdict.holds
        assert verdict.award is None


def test_revoking_is_told_by_the_signed_list(stand, cast, client):
    kept, gone = stand.given(), stand.given(name="Another")
    badges.revoke(gone, reason="Not so.", actor=cast.manager, at=cast.at)
    status = read(kept.credential, client)["credentialStatus"]
    answer = client.get("/" + status["statusListCredential"].split("/", 3)[3])
    assert answer["Content-Type"] == "application/vc+jwt"
    listed = read(answer.content.decode(), client, verify_nbf=False)
    assert listed["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    packed = listed["credentialSubject"]["encodedList"]
    bits = gzip.decompress(urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    assert (packed[0], len(bits)) == ("u", 16384)
    for award, revoked in ((kept, 0), (gone, 1)):
        index = int(read(award.credential, client)["credentialStatus"]["statusListIndex"])
        assert bits[index // 8] >> 7 - index % 8 & 1 == revoked


def test_it_is_found_again_in_whatever_it_was_baked_into(stand, cast):
    given = stand.given()
    picture = picture_of(given.achievement)
    baked = baked_png(picture, given.credential)
    assert Image.open(BytesIO(baked)).text == {"openbadgecredential": given.credential}
    Image.open(BytesIO(baked)).verify()
    svg = baked_svg(picture, given.credential, "<A & B>")
    for brought in (baked, svg.encode(), json.dumps(enveloped(given.credential)).encode(), given.credential.encode()):
        assert token_in(brought) == given.credential
    for empty in (picture, b"", b"{}", b'{"id": 7}', b"[" * 9000, b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff", b"a.b"):
        with pytest.raises(Invalid):
            token_in(empty)


def test_what_holds_and_what_does_not_is_said_in_words(stand, cast, client):
    given = stand.given()
    page = client.get(given.get_absolute_url()).content.decode()
    assert "This badge holds." in page
    assert "Ada Advocate" in page
    file = SimpleUploadedFile("badge.png", baked_png(picture_of(given.achievement), given.credential), "image/png")
    mine = client.post("/people/badges/verify/", {"file": file, "email": cast.advocate.email})
    assert "It was given to whoever has this e-mail address." in mine.content.decode()
    theirs = client.post("/people/badges/verify/", {"text": given.credential, "email": "else@example.org"})
    assert "It was given to somebody with another e-mail address." in theirs.content.decode()
    assert client.post("/people/badges/verify/", {"text": "nothing"}).status_code == 422
    badges.revoke(given, reason="It was somebody else.", actor=cast.manager, at=cast.at)
    for answer in (
        client.get(given.get_absolute_url()), client.post("/people/badges/verify/", {"text": given.credential}),
    ):  # fmt: skip
        assert "It was somebody else." in answer.content.decode()
        assert "This badge holds." not in answer.content.decode()
    over = verify(cast.program, stand.given(name="Short", valid_days=1).credential, at=stand.season.ends_at)
    assert [check.code for check in over.checks if check.outcome == "failed"] == ["time"]


def test_a_badge_is_carried_away_by_whose_it_is_only(stand, cast, client):
    given = stand.given()
    address = f"/portal/recognition/badges/{given.uid}/"
    client.force_login(cast.moderator)
    assert client.get(f"{address}jwt/").status_code == 404
    client.force_login(cast.advocate)
    for kind in ("jwt", "json", "png", "svg"):
        answer = client.get(f"{address}{kind}/")
        assert answer["Content-Disposition"].endswith(f'.{kind}"')
        assert token_in(answer.content) == given.credential
    assert client.get(f"{address}exe/").status_code == 404
