"""The benchmarks as programs."""
