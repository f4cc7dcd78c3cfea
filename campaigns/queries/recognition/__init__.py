"""Where people stand: seasons, tiers, leaderboards and badges."""

from campaigns.queries.recognition.tiers import from_level, reaches, tier_of, tiers_of

__all__ = ["from_level", "reaches", "tier_of", "tiers_of"]
