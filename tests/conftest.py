"""What holds for every test, of the core, of the service and end to end."""

from hypothesis import settings

# No example has a time limit: speed belongs in benchmarks, and a slow machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
