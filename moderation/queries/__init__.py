"""Reads across the models of `moderation`; one file per concept."""
