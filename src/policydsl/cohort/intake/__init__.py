"""Tables into an embedded DuckDB: as they are (`raw`), and typed for queries (`typed`).

Takes a directory of Parquet or CSV tables; gives the tables of `shape` in one database, with which applicants the
interpreter must read (`$odd`), and the rows that belong to nobody. Guarantees: no row is lost; no cell is rounded.
"""
