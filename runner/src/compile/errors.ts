import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong when an extract becomes SQL. */
export const compileErrors = defineErrors({
  "compile-dialect-missing": {
    meaning: "A template has SQL for other warehouses, but none for the dialect of this one.",
    mend: "Add the text for the dialect to the template, or write one text that all warehouses understand.",
  },
  "compile-template-sql": {
    meaning: "SQL of a template can't stand inside a query: it holds a parameter of its own, or it is not closed in itself.",
    mend: "Close every quote, comment and parenthesis, leave out the semicolon, and use :window_start and :window_end alone.",
  },
  "compile-nested-redshift": {
    meaning: "The extract selects a field with nested values, which Amazon Redshift can't put together.",
    mend: "Name a column that already holds the JSON with `redshift` beside it in the template, or leave the field out of `fields`.",
  },
  "compile-nested-aggregate": {
    meaning: "The template is an aggregate and the extract selects a nested field, which belongs to single rows.",
    mend: "Leave the nested field out, or give it to a template without measures.",
  },
  "compile-filter-masked": {
    meaning: "A filter compares a field with personal data that no grant in force lets this extract read.",
    mend: "Filter by another field, or ask for a grant in datafeed.yaml; `isNull` and `isNotNull` are allowed, unless it is an expression.",
  },
  "compile-filter-measure": {
    meaning: "A filter compares a measure of an aggregate, which is computed over the rows that the filter chooses.",
    mend: "Filter by dimensions; choose among the groups where the file is read.",
  },
  "compile-filter-operator": {
    meaning: "A filter compares a field in a way that its type does not allow.",
    mend: "Use isNull or isNotNull, or filter by another field.",
  },
  "compile-value": {
    meaning:
      "A value of a filter or a name can't be sent to a warehouse: it holds a NUL character or half of a surrogate pair.",
    mend: "Remove the character; no text in a warehouse can hold it.",
  },
  "compile-too-many-values": {
    meaning: "A query compares with more values than the warehouse takes in one statement.",
    mend: "Filter by fewer values, or put them into a table of the warehouse and use a template which joins it.",
  },
  "compile-narrow-field": {
    meaning: "A narrowed run asks for a field that the extract does not select.",
    mend: "Ask for columns of the extract alone; a wider selection needs a change of the extract.",
  },
  "compile-path": {
    meaning: "The path template of the output names something unknown, or leads out of the destination.",
    mend: "Write folders with {product}, {extract}, {template}, {year}, {month}, {day}, without `..` and without a leading slash.",
  },
  "compile-name-too-long": {
    meaning: "The name of an output file is longer than the 255 bytes that file systems hold.",
    mend: "Give the extract a shorter name.",
  },
});
