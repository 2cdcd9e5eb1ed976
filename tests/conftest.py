"""What all tests share: the emulators' fixtures and their report."""

pytest_plugins = ["tests.emulators.plugin", "tests.telling"]
