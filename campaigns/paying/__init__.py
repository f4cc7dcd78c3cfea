"""Work with Stripe, step by step: an act, a call, an act. No call is made inside a transaction.

Everything here may be killed at any point and run again: what was begun is a row, and its outcome is looked up.
"""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
