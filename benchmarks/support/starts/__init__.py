"""The parts of `python -m benchmarks starts`: the plan, the processes, and the audit at the end."""
