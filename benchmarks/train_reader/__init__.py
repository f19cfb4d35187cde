"""Training of the reader's network: `python -m benchmarks.train_reader --help`."""
