"""What a transfer did is never changed; on PostgreSQL one function, `ledger_post`, is a whole transfer in one statement.

The same is done row by row in `campaigns.actions.posting` for SQLite; a test holds both to the same outcome.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sitewide.guards import Guard

FUNCTION = """
CREATE FUNCTION ledger_expiry(p_program bigint, p_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT (date_trunc('month', p_at AT TIME ZONE p.time_zone) + make_interval(months => t.expiry_months + 1))
    AT TIME ZONE p.time_zone
  FROM campaigns_treasury t JOIN advocates_program p ON p.id = t.program_id WHERE t.program_id = p_program
$$;

CREATE FUNCTION ledger_draw(p_account bigint, p_transfer bigint, p_points bigint, p_kind text, p_at timestamptz,
  p_contribution bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE lot record; need bigint := p_points; taken bigint;
BEGIN
  IF p_contribution IS NOT NULL THEN
    FOR lot IN
      SELECT l.id, l."left" AS rest FROM campaigns_transfer t JOIN campaigns_lot l ON l.transfer_id = t.id
      WHERE t.contribution_id = p_contribution AND l.account_id = p_account AND l."left" > 0 ORDER BY l.at, l.id
    LOOP
      EXIT WHEN need = 0;
      taken := LEAST(need, lot.rest);
      UPDATE campaigns_lot SET "left" = "left" - taken WHERE id = lot.id;
      INSERT INTO campaigns_draw (lot_id, transfer_id, amount, given_back) VALUES (lot.id, p_transfer, taken, 0);
      need := need - taken;
    END LOOP;
  END IF;
  WHILE need > 0 LOOP
    SELECT l.id, l."left" AS rest INTO lot FROM campaigns_lot l
    WHERE l.account_id = p_account AND l."left" > 0 AND (p_kind <> 'expired' OR l.expires_at <= p_at)
    ORDER BY l.at, l.id LIMIT 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'The lots of account % lack % points.', p_account, need;
    END IF;
    taken := LEAST(need, lot.rest);
    UPDATE campaigns_lot SET "left" = "left" - taken WHERE id = lot.id;
    INSERT INTO campaigns_draw (lot_id, transfer_id, amount, given_back) VALUES (lot.id, p_transfer, taken, 0);
    need := need - taken;
  END LOOP;
END $$;

CREATE FUNCTION ledger_give_back(p_account bigint, p_refunds bigint, p_points bigint, p_at timestamptz)
  RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE draw record; need bigint := p_points; given bigint;
BEGIN
  FOR draw IN
    SELECT d.id, d.lot_id, d.amount - d.given_back AS open FROM campaigns_draw d JOIN campaigns_lot l ON l.id = d.lot_id
    WHERE d.transfer_id = p_refunds AND l.account_id = p_account AND d.given_back < d.amount ORDER BY d.id DESC
  LOOP
    EXIT WHEN need = 0;
    given := LEAST(need, draw.open);
    UPDATE campaigns_draw SET given_back = given_back + given WHERE id = draw.id;
    UPDATE campaigns_lot SET "left" = "left" + given,
      notices = CASE WHEN expires_at <= p_at THEN 0 ELSE notices END,
      expires_at = CASE WHEN expires_at <= p_at THEN p_at + interval '30 days' ELSE expires_at END
    WHERE id = draw.lot_id;
    need := need - given;
  END LOOP;
  RETURN need;
END $$;

CREATE FUNCTION ledger_post(p_program bigint, p_kind text, p_cause text, p_at timestamptz, p_memo text,
  p_contribution bigint, p_refunds bigint, p_accounts bigint[], p_amounts bigint[],
  OUT posted bigint, OUT outcome text) LANGUAGE plpgsql AS $$
DECLARE line record; fresh bigint;
BEGIN
  FOR line IN
    SELECT a.kind, a.balance + m.amount AS rest FROM unnest(p_accounts, p_amounts) m(id, amount)
    JOIN campaigns_account a ON a.id = m.id WHERE a.kind IN ('advocate', 'held', 'owed', 'budget')
    ORDER BY a.id FOR NO KEY UPDATE OF a
  LOOP
    IF line.rest < 0 THEN outcome := line.kind; END IF;
  END LOOP;
  SELECT t.id INTO posted FROM campaigns_transfer t WHERE t.cause = p_cause;
  IF FOUND THEN outcome := 'earlier'; END IF;
  IF outcome IS NOT NULL THEN RETURN; END IF;
  INSERT INTO campaigns_transfer (program_id, kind, cause, at, memo, contribution_id)
    VALUES (p_program, p_kind, p_cause, p_at, p_memo, p_contribution) ON CONFLICT (cause) DO NOTHING RETURNING id INTO posted;
  IF posted IS NULL THEN
    SELECT t.id, 'earlier' INTO posted, outcome FROM campaigns_transfer t WHERE t.cause = p_cause;
    RETURN;
  END IF;
  outcome := 'posted';
  UPDATE campaigns_account a SET balance = a.balance + m.amount,
    lifetime = a.lifetime
      + CASE WHEN a.kind = 'advocate' AND p_kind IN ('earned', 'released', 'reversed') THEN m.amount ELSE 0 END
    FROM unnest(p_accounts, p_amounts) m(id, amount)
    WHERE a.id = m.id AND a.kind IN ('advocate', 'held', 'owed', 'budget');
  INSERT INTO campaigns_ledgerentry (transfer_id, account_id, amount)
    SELECT posted, m.id, m.amount FROM unnest(p_accounts, p_amounts) m(id, amount);
  FOR line IN
    SELECT a.id, m.amount FROM unnest(p_accounts, p_amounts) m(id, amount) JOIN campaigns_account a ON a.id = m.id
    WHERE a.kind = 'advocate' ORDER BY a.id
  LOOP
    IF line.amount < 0 THEN
      PERFORM ledger_draw(line.id, posted, -line.amount, p_kind, p_at, p_contribution);
    ELSE
      fresh := CASE WHEN p_refunds IS NULL THEN line.amount ELSE ledger_give_back(line.id, p_refunds, line.amount, p_at) END;
      IF fresh > 0 THEN
        INSERT INTO campaigns_lot (account_id, transfer_id, amount, "left", at, expires_at, notices)
          VALUES (line.id, posted, fresh, fresh, p_at, ledger_expiry(p_program, p_at), 0);
      END IF;
    END IF;
  END LOOP;
END $$;
"""
NAMES = ("ledger_post", "ledger_give_back", "ledger_draw", "ledger_expiry")


def make(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in NAMES:
            schema_editor.execute(f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_guards")]

    operations = [
        Guard(
            "lot_stays", table="campaigns_lot", events=("UPDATE",),
            refuse_when="NEW.amount <> OLD.amount OR NEW.account_id <> OLD.account_id OR NEW.transfer_id <> OLD.transfer_id",
            sentence="What arrived in a lot of points is never changed.",
        ),
        Guard(
            "lot_is_kept", table="campaigns_lot", events=("DELETE",), refuse_when="1 = 1",
            sentence="A lot of points is never deleted.",
        ),
        Guard(
            "draw_is_kept", table="campaigns_draw", events=("DELETE",), refuse_when="1 = 1",
            sentence="A draw on a lot is never deleted.",
        ),
        Guard(
            "draw_stays", table="campaigns_draw", events=("UPDATE",),
            refuse_when="NEW.amount <> OLD.amount OR NEW.lot_id <> OLD.lot_id OR NEW.given_back < OLD.given_back",
            sentence="What was drawn on a lot is never changed.",
        ),
        Guard(
            "hold_is_kept", table="campaigns_hold", events=("DELETE",), refuse_when="1 = 1",
            sentence="A hold is never deleted.",
        ),
        Guard(
            "answered_adjustment_stays", table="campaigns_adjustment", events=("UPDATE", "DELETE"),
            refuse_when="OLD.state <> 'waiting'", sentence="An adjustment that was answered is never changed or deleted.",
        ),
        migrations.RunPython(make, drop),
    ]  # fmt: skip
