"""Reads across the models of `advocates`; one file per concept. What other apps ask is named here."""

from advocates.queries.enrolments import active_enrolment, is_enrolled
from advocates.queries.programs import address_of, managed_programs, manages, program_of_request

__all__ = ["active_enrolment", "address_of", "is_enrolled", "managed_programs", "manages", "program_of_request"]
