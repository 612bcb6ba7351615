#!/usr/bin/env python3
"""
SQLite's own commit rate: one row a transaction, WAL, synchronous=FULL, so that each commit is on the disk when it returns.
With a number above 1, so many rows a transaction. usage: commits.py FILE ROWS SECONDS; prints rows a second and CPU microseconds a row
"""

import sqlite3
import sys
import time

BODY = '{"id":"0","source":"bare","type":"event","specversion":"1.0","data":{"n":1}}'


def main(file, rows, seconds):
    rows, database = int(rows), sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT)"):
        database.execute(statement)
    start, cpu, done = time.monotonic(), time.process_time(), 0
    while (elapsed := time.monotonic() - start) < float(seconds):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO message (body) VALUES (?)", [(BODY,)] * rows)
        database.execute("COMMIT")
        done += rows
    print(done / elapsed, (time.process_time() - cpu) * 1e6 / done)


if __name__ == "__main__":
    main(*sys.argv[1:])
