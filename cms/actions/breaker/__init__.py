"""What people do with the breaker: set it, try it, switch it, and close what tripped."""

from cms.actions.breaker.closing import release, remove
from cms.actions.breaker.setting import set_thresholds, switch_off, switch_on, try_out

__all__ = ["release", "remove", "set_thresholds", "switch_off", "switch_on", "try_out"]
