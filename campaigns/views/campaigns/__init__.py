"""Campaigns as readers and advocates see them; one file per screen."""
