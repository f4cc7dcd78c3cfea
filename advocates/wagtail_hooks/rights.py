"""Advocates, grants, halts and restrictions in the workbench."""
