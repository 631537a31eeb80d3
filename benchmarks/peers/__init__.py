"""The same awards by other engines, for complete facts without earlier awards.

Takes prepared facts, gives one value for each clause and subject. Each peer is optional: where its package is not
installed the benchmark says so and goes on. Guarantees nothing by itself: `benchmarks.run` compares before it times.
"""
