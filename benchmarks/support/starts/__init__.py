"""What `python -m benchmarks starts` is made of: the plan, the processes, and the count at the end."""
