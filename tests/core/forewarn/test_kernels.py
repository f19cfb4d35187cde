import shutil
import subprocess
import sys

import pytest

from tocsin.forewarn import kernels

CALLED = """
from {package}.kernels import compiled

@compiled
def called(x):
    return x + {number}
"""
CALLING = """
from {package}.kernels import compiled
from {package}.called import called

@compiled
def calling(x):
    return 10 * called(x)

print(calling(1), sum(calling.stats.cache_hits.values()))
"""


@pytest.fixture
def package(tmp_path):
    """A package of its own with two kernels in two files, one calling the other."""
    folder = tmp_path / "invented"
    folder.mkdir()
    shutil.copy(kernels.__file__, folder)
    (folder / "calling.py").write_text(CALLING.format(package=folder.name))
    return folder


def run(package, number):
    """What the calling kernel gives in a process of its own, and how often its copy was used."""
    (package / "called.py").write_text(CALLED.format(package=package.name, number=number))
    command = [sys.executable, "-m", f"{package.name}.calling"]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


def test_a_kernel_is_compiled_once_and_anew_when_one_that_it_calls_in_another_file_changes(package):
    assert run(package, 1) == [20, 0]
    assert run(package, 1) == [20, 1]
    assert run(package, 2) == [30, 0]
    assert run(package, 2) == [30, 1]
