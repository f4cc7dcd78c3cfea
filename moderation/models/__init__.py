from moderation.models.appeal import Appeal
from moderation.models.case import Case, Cause
from moderation.models.decision import ACTS, AGAINST, BECOMES, Act, Decision
from moderation.models.flag import Flag
from moderation.models.rule import Rule

__all__ = ["ACTS", "AGAINST", "BECOMES", "Act", "Appeal", "Case", "Cause", "Decision", "Flag", "Rule"]
