"""Reads a Parquet file with pyarrow, which many notebooks and BI tools read with, and prints one JSON array of texts a row.

Instants have six digits; a reader who wants fewer cuts them.
"""

import json
import sys

import pyarrow.parquet


def text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "strftime"):
        if value.utcoffset().total_seconds() != 0:
            raise SystemExit("an instant is not in UTC")
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


table = pyarrow.parquet.read_table(sys.argv[1])
print(json.dumps(table.column_names))
for row in zip(*(column.to_pylist() for column in table.columns)):
    print(json.dumps([text(value) for value in row]))
