"""Background work: one list of plain functions (`all_jobs.py`), and two runners for it.

With SQLite, each dashboard runs the jobs itself (`embedded.py`). With PostgreSQL, workers do
(`python -m dashboard.jobs.worker`, over the queue in `queue.py`). What must survive is a row in our own
tables; a job is only a wake-up: a lost one costs one tick, a doubled one finds nothing to do.
"""
