"""Each guard of the rule of rights and of the invariants taken out in turn: some test must notice.

`table` names the faults, `planting` takes a guard out of a running process, `runner` runs the tests that must notice,
each fault in a process of its own.
"""
