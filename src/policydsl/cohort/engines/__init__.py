"""Where queries run: DuckDB in this process, or Spark, here or on a cluster.

Takes the frame queries of a run and the database with its typed tables; leaves a table of results for each frame there
(see `results_of`). Guarantees: the same rows from every engine; whatever an engine cannot do exactly, it refuses.
"""
