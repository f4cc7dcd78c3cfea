"""What the signed heads promise: the record cannot be rewritten or cut off unseen, and that is checked without us."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from record import offline
from record.actions import seal, sign_head, write
from record.keys import known_keys, published, signed
from record.models import Cursor, Entry, Head, Seal
from record.offline import DoesNotHold, check_record, path_of, read_token, root_by, root_of
from record.queries import included, verify
from record.tasks import sign
from tests.factories import UserFactory

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
HERE = "https://tabard.example"


def sealed(count: int) -> list[Entry]:
    user = UserFactory()
    made = [write("grant.offered", at=AT, subject=user, actor=user, number=n, said="Bäckerei") for n in range(count)]
    seal(at=AT)
    return made


def head() -> Head:
    made = sign_head(at=AT, issuer=HERE)
    assert made is not None
    return made


def export() -> list[str]:
    out = StringIO()
    call_command("export_record", stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_a_head_signs_the_digest_the_tree_and_where_it_was_signed():
    sealed(3)
    made = head()
    said = read_token(made.token, known_keys(), typ=offline.HEAD)
    assert said == {
        "iss": HERE, "iat": int(AT.timestamp()), "after": 0, "position": 3, "digest": made.digest, "root": made.root,
    }  # fmt: skip
    assert made.digest == Seal.objects.get(position=3).digest
    assert sign_head(at=AT, issuer=HERE) is None, "nothing new, no head"


@pytest.mark.django_db
def test_heads_follow_each_other_and_the_task_signs_nothing_twice():
    sealed(9)
    for _head in range(2):
        sign_head(at=AT, issuer=HERE, most=4)
    assert sign() == 1
    assert sign() == 0
    assert list(Head.objects.order_by("position").values_list("after", "position")) == [(0, 4), (4, 8), (8, 9)]
    assert verify().fault is None


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE record_head SET digest = 'x'", "DELETE FROM record_head"])
def test_a_head_is_never_changed(sql: str):
    """Guard: `record_head_append_only`."""
    sealed(1)
    head()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_a_record_written_anew_from_the_beginning_is_not_the_one_that_was_signed():
    """The chain alone would hold. Guard: `_unlike_its_head` in record.queries."""
    sealed(2)
    made = head()
    Head.objects.bulk_create([Head(position=9, after=8, digest="", root="", token=made.token, signed_at=AT)])
    fault = verify().fault
    assert fault is not None
    assert (fault.kind, fault.position) == ("rewritten", 9)


@pytest.mark.django_db
def test_a_head_signed_by_an_unknown_key_is_a_fault(settings):
    settings.TABARD_SIGNING_KEY = offline.encoded(b"k" * 32)
    sealed(1)
    head()
    settings.TABARD_SIGNING_KEY = offline.encoded(b"n" * 32)
    fault = verify().fault
    assert fault is not None
    assert fault.kind == "signature"
    retired = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw()
    settings.TABARD_RETIRED_KEYS = [offline.encoded(retired)]
    assert verify().fault is None
    assert len(published()["keys"]) == 2


@pytest.mark.django_db
def test_an_export_holds_against_its_heads_without_the_database():
    sealed(3)
    first = head()
    sealed(2)
    second = head()
    lines = export()
    assert check_record(lines, [first.token, second.token], known_keys()) == (5, 2)


@pytest.mark.django_db
def test_an_export_that_was_altered_cut_off_or_written_anew_does_not_hold():
    """Guards, in turn: the seal, the head beyond the end, the digest of the head, the reading of `check_record`."""
    sealed(3)
    tokens = [head().token]
    lines, keys = export(), known_keys()
    with pytest.raises(DoesNotHold, match="Position 2"):
        check_record([lines[0], lines[1].replace("Bäckerei", "Brauerei"), lines[2]], tokens, keys)
    with pytest.raises(DoesNotHold, match="Position 2"):
        check_record([lines[0], lines[2]], tokens, keys)
    with pytest.raises(DoesNotHold, match="position 3 was signed"):
        check_record(lines[:2], tokens, keys)
    with pytest.raises(DoesNotHold, match="not the one that was signed"):
        check_record(anew(lines), tokens, keys)
    for rubbish in ("{", "[]", '{"position": 2, "seal": ""}', '{"position": 2, "seal": "", "entry": 5}'):
        with pytest.raises(DoesNotHold, match="Position 2 cannot be read"):
            check_record([lines[0], rubbish], tokens, keys)


def anew(lines: list[str]) -> list[str]:
    """The same record with one word changed and every seal made again."""
    previous, made = offline.GENESIS, []
    for number, line in enumerate(lines, 1):
        entry = json.loads(line.replace("Bäckerei", "Brauerei"))["entry"]
        previous = offline.chained(number, previous, entry)
        made.append(json.dumps({"position": number, "seal": previous, "entry": entry}))
    return made


@pytest.mark.django_db
def test_the_command_and_the_published_script_check_the_same_files(tmp_path: Path):
    sealed(3)
    head()
    (tmp_path / "record.jsonl").write_text("\n".join(export()), encoding="utf-8")
    (tmp_path / "heads.json").write_text(Client().get("/record/heads.json").content.decode())
    (tmp_path / "keys.json").write_text(Client().get("/.well-known/tabard-keys.json").content.decode())
    (tmp_path / "tabard_verify.py").write_bytes(Client().get("/record/tabard_verify.py").content)
    files = {"export": tmp_path / "record.jsonl", "heads": [str(tmp_path / "heads.json")]}
    out = StringIO()
    call_command("verify_record", stdout=out, keys=str(tmp_path / "keys.json"), **files)
    assert "3 entries hold, and 1 signed heads." in out.getvalue()
    script = [
        sys.executable,
        "-I",
        "tabard_verify.py",
        "record",
        "record.jsonl",
        "--keys",
        "keys.json",
        "--heads",
        "heads.json",
    ]
    done = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "3 entries hold, and 1 signed heads.\n")
    (tmp_path / "record.jsonl").write_text("\n".join(anew(export())), encoding="utf-8")
    assert subprocess.run(script, cwd=tmp_path, capture_output=True).returncode == 1
    with pytest.raises(CommandError, match="not the one that was signed"):
        call_command("verify_record", **files)


@pytest.mark.django_db
def test_an_entry_is_led_up_to_the_signed_head():
    made = sealed(5)
    head()
    user = made[0]
    ways = included(UserFactory._meta.model(pk=user.subject_id))
    assert [way.position for way in ways] == [1, 2, 3, 4, 5]
    plain = {"message": 0, "text": None, "entries": [ways[2].plain(shown=False)]}
    assert len(offline.check_message(plain, known_keys())) == 1
    plain["entries"][0]["seal"] = ways[3].seal
    with pytest.raises(DoesNotHold, match="not under the signed head"):
        offline.check_message(plain, known_keys())


@pytest.mark.django_db
def test_the_heads_come_in_pages_and_need_a_fixed_number_of_queries(django_assert_max_num_queries):
    sealed(35)
    for _head in range(35):
        sign_head(at=AT, issuer=HERE, most=1)
    Client().get("/record/")
    with django_assert_max_num_queries(6):
        page = Client().get("/record/")
    assert len(page.context["heads"]) == 30
    assert len(Client().get("/record/" + page.context["older_url"]).context["heads"]) == 5
    assert Client().get("/record/?before=" + "9" * 5000).status_code == 200


@given(st.integers(1, 70), st.data())
def test_every_leaf_of_every_tree_leads_to_its_root_and_no_other(count: int, data: st.DataObject):
    seals = [f"{n:064x}" for n in range(count)]
    index = data.draw(st.integers(0, count - 1))
    assert root_by(seals[index], path_of(seals, index)) == root_of(seals)
    assert root_by(f"{count + 1:064x}", path_of(seals, index)) != root_of(seals)


def test_the_tree_is_that_of_rfc_6962():
    """Vectors of the certificate-transparency tests: leaves "" and 00."""
    assert offline._leaf("").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(["", "00"]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"


def test_the_name_of_a_key_is_that_of_rfc_8037():
    public = offline.decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert offline.thumbprint(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_token_of_another_kind_key_or_text_is_refused():
    """Guards: `typ` and the signature in `read_token`."""
    token = signed("something-else", {"position": 1})
    with pytest.raises(DoesNotHold, match="not a"):
        read_token(token, known_keys(), typ=offline.HEAD)
    token = signed(offline.HEAD, {"position": 1})
    with pytest.raises(DoesNotHold, match="not among"):
        read_token(token, {}, typ=offline.HEAD)
    head_, _body, signature = token.split(".")
    forged = f"{head_}.{offline.encoded(json.dumps({'position': 2}).encode())}.{signature}"
    for wrong in (forged, "", "a.b.c", token[:-4], token + ".x"):
        with pytest.raises(DoesNotHold, match=r"fit|not among"):
            read_token(wrong, known_keys(), typ=offline.HEAD)


@pytest.mark.django_db
def test_the_sealer_has_a_cursor_even_where_nothing_was_ever_written():
    assert sign_head(at=AT, issuer=HERE) is None
    assert Cursor.objects.filter(name="sealer").exists()
