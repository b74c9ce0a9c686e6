"""Reads a CSV file twice: with Python's csv module, and by the grammar of RFC 4180, which tells an empty cell (NULL) from "".

Prints one JSON array a row, the header first, NULL as null. Fails when the two readers disagree, when a row has another number
of cells than the first, or when the file is not UTF-8.
"""

import csv
import io
import json
import sys


def cells(text, delimiter):
    """The rows by the grammar: a cell is quoted, with doubled quotes inside, or holds neither quote nor line end."""
    rows, row, at = [], [], 0
    while at < len(text):
        if text[at] == '"':
            parts, at = [], at + 1
            while True:
                end = text.index('"', at)
                parts.append(text[at:end])
                at = end + 1
                if at < len(text) and text[at] == '"':
                    parts.append('"')
                    at += 1
                else:
                    break
            row.append("".join(parts))
        else:
            end = at
            while end < len(text) and text[end] not in delimiter + '"\r\n':
                end += 1
            row.append(text[at:end] if end > at else None)
            at = end
        if at < len(text) and text[at] == delimiter:
            at += 1
            if at < len(text) and text[at] not in "\r\n":
                continue
            row.append(None)
        if text[at] != "\n":
            raise SystemExit(f"unexpected {text[at]!r} at character {at}")
        rows.append(row)
        row, at = [], at + 1
    return rows


def main():
    path, delimiter = sys.argv[1], sys.argv[2]
    with open(path, "rb") as file:
        text = file.read().decode("utf-8", errors="strict")
    text = text.removeprefix("\ufeff")
    rows = cells(text, delimiter)
    csv.field_size_limit(1 << 30)
    again = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    if [["" if cell is None else cell for cell in row] for row in rows] != again:
        raise SystemExit("Python's csv module reads other cells than the grammar of RFC 4180")
    if len({len(row) for row in rows}) > 1:
        raise SystemExit(f"rows have different numbers of cells: {sorted({len(row) for row in rows})}")
    for row in rows:
        print(json.dumps(row, ensure_ascii=True))


main()
