"""Every planted fault of the rights: the invariant it breaks, the guard, how it is taken out, who notices."""

from tests.faults.fault import Fault
from tests.faults.table_acts import ACTS
from tests.faults.table_rows import ROWS
from tests.faults.table_rule import RULE

FAULTS: tuple[Fault, ...] = (*RULE, *ACTS, *ROWS)
