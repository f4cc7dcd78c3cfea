"""Reads across the models of `advocates`; one file per concept. What other apps ask is named here."""

from advocates.queries.programs import manages, program_of_request

__all__ = ["manages", "program_of_request"]
