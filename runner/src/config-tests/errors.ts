import { defineErrors } from "../errors/catalogue.ts";

/** What can keep a test of an extract from being carried out. */
export const configTestErrors = defineErrors({
  "test-file-unreadable": {
    meaning: "A file that a test names is not there, can't be read, or lies outside the project.",
    mend: "Correct the path; `datafeed test --update` writes golden files that are not there.",
  },
  "test-rows-malformed": {
    meaning: "A file with rows for a test can't be read as CSV or NDJSON, or holds a column or value that does not fit.",
    mend: "Correct the line that is named, or say the column's type in `types`.",
  },
  "test-fixture-refused": {
    meaning: "The engine refuses the tables or rows that a test gives.",
    mend: "Correct the value that is named; the types of columns come from the templates and from `types`.",
  },
  "test-database-used": {
    meaning: "The database for tests is not empty: somebody's tables, views or functions are in it. They are not touched.",
    mend: "Name an empty database, as `createdb --template template0` makes it; tests leave nothing behind in it.",
  },
  "test-table-exists": {
    meaning: "A test gives a table of a name that PostgreSQL has itself, such as `pg_class`.",
    mend: "Let the template read a table of yours.",
  },
  "test-table-missing": {
    meaning: "The query reads a table that the test does not give. On a database of yours it could be a real one.",
    mend: "Give it under `given`, with `[]` where it has no rows.",
  },
  "test-unknown": {
    meaning: "There is no test of this name or in this file.",
    mend: "Correct the path; without one all tests run.",
  },
});
