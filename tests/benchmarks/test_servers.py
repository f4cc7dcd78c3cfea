import subprocess
import sys

from benchmarks import servers

BURN = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN + 'input()'!r}])"


def test_a_family_is_a_process_with_everything_it_started():
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE) as parent:
        assert parent.stdin
        while len(servers.family([parent.pid])) < 2 or sum(servers.cpu(servers.family([parent.pid])).values()) < 0.3:
            assert parent.poll() is None
        used = servers.cpu(servers.family([parent.pid]))
        parent.stdin.close()
    assert used[parent.pid] < max(used.values())
    assert sum(used.values()) < 3


def test_a_process_that_came_meanwhile_counts_whole_and_one_that_went_not_at_all():
    before, after = {1: 2.0, 2: 5.0}, {1: 2.5, 3: 0.25}
    assert servers.spent(before, after) == 0.75


def test_a_process_that_is_gone_has_no_time():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        pass
    assert servers.cpu([gone.pid]) == {}
