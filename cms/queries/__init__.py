"""Reads across the models of `cms`, one file per screen."""
