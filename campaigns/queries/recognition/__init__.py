"""Where people stand: seasons, tiers, leaderboards and badges."""

from campaigns.queries.recognition.tiers import reaches, tier_of, tiers_of

__all__ = ["reaches", "tier_of", "tiers_of"]
