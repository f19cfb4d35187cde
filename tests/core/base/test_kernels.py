import os
import shutil
import subprocess
import sys

import pytest

from tocsin.base import kernels

CALLED = """
from {package}.base.kernels import compiled

@compiled
def called(x):
    return x + {number}
"""
CALLING = """
from {package}.base.kernels import compiled
from {package}.stage.called import called

@compiled
def calling(x):
    return 10 * called(x)

print(calling(1), sum(calling.stats.cache_hits.values()))
"""


@pytest.fixture
def package(tmp_path):
    """A package of its own with two kernels in two files, one calling the other."""
    folder = tmp_path / "invented"
    for part in ("base", "stage", "other"):
        (folder / part).mkdir(parents=True)
    shutil.copy(kernels.__file__, folder / "base")
    (folder / "stage" / "calling.py").write_text(CALLING.format(package=folder.name))
    return folder


def run(package, number):
    """What the calling kernel gives in a process of its own, and how often its copy was used."""
    (package / "stage" / "called.py").write_text(CALLED.format(package=package.name, number=number))
    command = [sys.executable, "-m", f"{package.name}.stage.calling"]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


def test_a_kernel_is_compiled_once_and_anew_when_one_that_it_calls_in_another_file_changes(package):
    assert run(package, 1) == [20, 0]
    assert run(package, 1) == [20, 1]
    assert run(package, 2) == [30, 0]
    assert run(package, 2) == [30, 1]


def test_another_stage_that_changes_leaves_it_as_it_is(package):
    assert run(package, 1) == [20, 0]
    (package / "other" / "kernel.py").write_text("@compiled\ndef other(x):\n    return x\n")
    assert run(package, 1) == [20, 1]


def test_kernels_compile_where_no_folder_can_keep_them():
    code = "from tocsin.base.kernels import compiled\nprint(compiled(lambda x: x + 1)(2))"
    environment = {**os.environ, "NUMBA_CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator"}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "3\n"
