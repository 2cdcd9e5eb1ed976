"""What Bauta costs: `python -m benchmarks.NAME [--quick] [--json]` prints one table, ours beside a reference."""
