"""The stop of delegated acts, and its end. Whoever exercises a right reads the halts afresh: nothing is kept."""

from advocates.actions.halts.lifting import keep_halted, lift, propose_lift
from advocates.actions.halts.starting import explain, halt, trip

__all__ = ["explain", "halt", "keep_halted", "lift", "propose_lift", "trip"]
