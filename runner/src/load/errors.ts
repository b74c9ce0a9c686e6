import { defineErrors } from "../errors/catalogue.ts";

/** What can be wrong with documents. */
export const loadErrors = defineErrors({
  "yaml-syntax": {
    meaning: "The text is not YAML that can be read.",
    mend: "Look at the place that is named and the line above it: indentation, a missing quote or colon.",
  },
  "yaml-too-deep": {
    meaning: "The text is nested more than 100 levels deep.",
    mend: "No document needs that; write it flatter.",
  },
  "yaml-alias": {
    meaning: "An alias refers to nothing or to itself, or the aliases expand to more than 10,000 values.",
    mend: "Write the values out in place of anchors and aliases.",
  },
  "yaml-key": {
    meaning: "A key of a mapping is a list or a mapping.",
    mend: "Write a text as key; put it in quotes when it starts with a bracket.",
  },
  "yaml-duplicate-key": { meaning: "A key stands twice in one mapping.", mend: "Remove one of the two." },
  "yaml-ambiguous": {
    meaning: "A word, time, date or number without quotes means something else to programs that read YAML 1.1.",
    mend: "Put it in quotes.",
  },
  "number-imprecise": {
    meaning: "A number has more digits than YAML readers keep.",
    mend: "Write it in quotes: its digits are then taken as they are.",
  },
  "too-many-findings": {
    meaning: "A file has more findings than are shown.",
    mend: "Mend those that are shown, and validate again.",
  },
  "kind-missing": { meaning: "A document does not say its kind.", mend: "Begin it with `kind: Extract`, or what else it is." },
  "kind-unknown": {
    meaning: "A document's kind is not one that this version knows.",
    mend: "Correct the kind; docs/reference lists them.",
  },
  "kind-misplaced": {
    meaning: "A document stands in a file that holds other kinds: policy in datafeed.yaml, connections in connections.yaml.",
    mend: "Move it where the message says.",
  },
  "project-duplicate": { meaning: "datafeed.yaml holds two projects.", mend: "Merge them into one document." },
  "connections-duplicate": { meaning: "A connections file holds two documents.", mend: "Merge them into one document." },
  "project-unsound": {
    meaning: "Extracts and feeds are held back because datafeed.yaml has errors.",
    mend: "Mend datafeed.yaml first.",
  },
  "unknown-key": {
    meaning: "A key is not one that can stand there.",
    mend: "Correct or remove it; docs/reference lists the keys of each kind.",
  },
  "missing-key": { meaning: "A key that must be there is missing.", mend: "Add it." },
  "wrong-type": {
    meaning: "A value is of another type than expected.",
    mend: "Write what the message expects; text that looks like a number needs quotes.",
  },
  "bad-value": {
    meaning: "A value is of the right type but not one that is allowed.",
    mend: "Write one of the values that the message names.",
  },
  "bad-key": { meaning: "A name that is used as a key is not allowed.", mend: "Rename it as the message says." },
  "key-unused": { meaning: "A key has no effect beside the others.", mend: "Remove it, or change what makes it meaningless." },
  "name-reserved": { meaning: "The name is a device on Windows, where no file can have it.", mend: "Choose another name." },
  "name-duplicate": {
    meaning: "Two documents of a kind, or an extract and a feed, have the same name; case does not count.",
    mend: "Rename one of them.",
  },
  "id-duplicate": {
    meaning: "Two documents of a kind have the same id, or a feed has another feed's name as id.",
    mend: "Give a copied document an id of its own, or none.",
  },
  "template-unknown": { meaning: "There is no template of this name.", mend: "Correct the name, or add the template." },
  "template-unsound": { meaning: "The template has errors, so what uses it is left out.", mend: "Mend the template first." },
  "template-not-offered": {
    meaning: "The product does not offer the template.",
    mend: "Choose another template, or add it to the product in datafeed.yaml.",
  },
  "product-unknown": {
    meaning: "There is no product of this id in datafeed.yaml.",
    mend: "Correct the id; it is the key below `products`, not the name.",
  },
  "product-unsound": { meaning: "The product has errors in datafeed.yaml.", mend: "Mend datafeed.yaml first." },
  "owner-unknown": { meaning: "The owner is not a user of datafeed.yaml.", mend: "Correct the name, or add the user." },
  "user-unknown": {
    meaning: "A grant was approved by nobody that datafeed.yaml knows; it does not count.",
    mend: "Name a user of datafeed.yaml.",
  },
  "grant-extract-unknown": {
    meaning: "A grant names an extract or a feed that does not exist; it does not count.",
    mend: "Correct the name.",
  },
  "schedule-unknown": { meaning: "There is no schedule of this name.", mend: "Correct the name, or add the schedule." },
  "schedule-unsound": { meaning: "The schedule has errors, so what uses it is left out.", mend: "Mend the schedule first." },
  "warehouse-undeclared": {
    meaning: "A product names a warehouse that the connections do not declare.",
    mend: "Correct the name, or declare the warehouse.",
  },
  "destination-undeclared": {
    meaning: "A destination is named that the connections do not declare.",
    mend: "Correct the name, or declare the destination.",
  },
  "field-unknown": {
    meaning: "The template has no field of this name.",
    mend: "Correct the name; it is the field's name and not its column.",
  },
  "column-duplicate": {
    meaning: "Two columns of a file would have the same name; case does not count.",
    mend: "Rename one with `as`.",
  },
  "zone-unknown": {
    meaning: "The time zone is not in the IANA database.",
    mend: "Write a zone such as `America/Chicago`; offsets and abbreviations are none.",
  },
  "date-time-invalid": {
    meaning: "A date or time does not exist, or is written otherwise than expected.",
    mend: "Write YYYY-MM-DD or YYYY-MM-DDTHH:mm.",
  },
  "window-reversed": {
    meaning: "A window ends before it starts, or when it starts.",
    mend: "Correct the times; the end is not part of the window.",
  },
  "window-and-schedule": { meaning: "An extract has a window and a schedule.", mend: "Keep the one that is meant." },
  "schedule-rhythm": { meaning: "A schedule has neither `every` nor `cron`, or both.", mend: "Keep one of them." },
  "schedule-day": {
    meaning: "The run day does not fit the length of the window.",
    mend: "Write a weekday for weeks, a number for months.",
  },
  "cron-invalid": {
    meaning: "The cron expression can't be read, or never comes.",
    mend: "Write five fields: minute, hour, day, month, weekday.",
  },
  "output-parquet": { meaning: "Compression or splitting is asked of a Parquet file.", mend: "Leave it out." },
  "path-placeholder": {
    meaning: "The path of an output holds an unknown placeholder.",
    mend: "Use those that the message lists.",
  },
  "path-unsafe": {
    meaning: "The path of an output leaves its folder, or can't exist everywhere.",
    mend: "Write folders below the destination.",
  },
  "secret-outside-connections": {
    meaning: "A reference to a secret stands where none may be.",
    mend: "Put it in a secret field of the operator's connections file.",
  },
  "reference-malformed": {
    meaning: "Something like a reference to a secret can't be read.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
    mend: "Write `${env:NAME}` or `${file:PATH}` as the whole value.",
  },
  "connections-untrusted": {
    meaning:
      "The repository's own connections.yaml names something else than embedded warehouses and folders inside the project.",
    mend: "Put that in a file of your own, and name it with --connections or DATAFEED_CONNECTIONS.",
  },
  "connection-sign-in": {
    meaning: "A connection does not say who signs in or how, or says it by halves, twice, or in a way that AWS does not know.",
    mend: "Redshift: `user` and `password`, or `iam` with `cluster` or `workgroup`, and TLS. S3: both keys, or none. SFTP: `privateKey` or `password`. Kafka: a certificate with its key, and TLS for both and for `plain`.",
  },
  "field-source": {
    meaning: "A field, or an item inside of one, has no source of its value, or several.",
    mend: "Give it one of those that the message lists.",
  },
  "field-type": {
    meaning: "The type of a field or an item is missing, or does not fit its source.",
    mend: "Add or remove `type` as the message says.",
  },
  "duration-unit": {
    meaning: "A field's `unit` is not the unit in which its duration is computed, `ms` unless `duration.unit` says otherwise.",
    mend: "Write the same unit in both places.",
  },
  "field-precision": {
    meaning: "Precision or scale do not fit the type.",
    mend: "Decimals need both; instants have 0, 3 or 6 digits.",
  },
  "field-bounds": {
    meaning: "A field's `minimum` is greater than its `maximum`.",
    mend: "Exchange them, or leave one out.",
  },
  "field-reference": {
    meaning: "A field refers to one that is not an instant.",
    mend: "Name a field of type `instant` that is read from the source.",
  },
  "field-name": { meaning: "A field has a name that means something else.", mend: "Rename it." },
  "field-duplicate": { meaning: "Two fields of a template differ only by case.", mend: "Rename one of them." },
  "time-field": {
    meaning: "The field that decides the window is not an instant read from a column.",
    mend: "Name one that is.",
  },
  "key-field": {
    meaning: "A field can't be part of the key, which orders the rows.",
    mend: "Name fields that are never empty, hold no personal data and have an order.",
  },
  "expression-from": {
    meaning: "An expression does not say which columns it reads, or leaves one out that holds personal data.",
    mend: "List the columns in `from`.",
  },
  "pii-undeclared": {
    meaning:
      "A column holds personal data in one field, and another reads it without saying so: itself, a column that `match` sets equal to it, or by `redshift`.",
    mend: "Write the same `pii` in both.",
  },
  "nested-content": {
    meaning: "Nested children have no content, or several: what each child becomes is not clear.",
    mend: "Give them one of `fields` (an object each), `value` (a value each) and `entries` (a key and its value each).",
  },
  "nested-order": {
    meaning:
      "Nested children have no order, so that the array would come out differently each time; or it would tell of personal data.",
    mend: "Name columns in `order` that are unique for a parent and hold no personal data; `entries` need none.",
  },
  "nested-key": {
    meaning: "The keys of an object with `entries` come from a column with personal data, which keys would show.",
    mend: "Take another column, or make the children an array.",
  },
  "nested-depth": {
    meaning: "Values are nested in one another more than eight levels deep.",
    mend: "Write it flatter; each level costs a join in the warehouse.",
  },
  "object-keys": {
    meaning: "A key of an object is empty, longer than 63 bytes, or holds a character that no text in a warehouse can hold.",
    mend: "Rename the key as the message says.",
  },
  "fields-hidden": {
    meaning: "All fields of a template are hidden, so that `fields: all` would select none.",
    mend: "Remove `hidden` from the fields that people are to see.",
  },
  "parameter-unknown": {
    meaning: "SQL uses a placeholder that is neither a window's edge nor a parameter of the template.",
    mend: "Declare it in `parameters`, or correct the name. A slice such as `[:n]` is written with a blank: `[: n]`.",
  },
  "parameter-unused": { meaning: "No SQL of the template uses a parameter.", mend: "Remove it, or use it." },
  "parameter-name": { meaning: "Two parameters differ by their case alone.", mend: "Rename one of them." },
  "dedupe-field": {
    meaning: "A field can't tell the versions of a thing apart.",
    mend: "Name fields that are read from the source, hold no personal data and have an order.",
  },
  "dedupe-unsupported": {
    meaning:
      "The latest versions are asked for, but the template does not say which rows are versions of one thing, or is an aggregate.",
    mend: "Add `dedupe` to the template, or leave it out of the extract.",
  },
  "check-kind": {
    meaning: "A data check does not say what it checks, or says several things.",
    mend: "Write an entry of the list for each: one of `notNull`, `unique`, `accepted`, `rows`, `fresh` and `sql`.",
  },
  "check-name": { meaning: "Two data checks of a document have the same name.", mend: "Rename one of them." },
  "check-field": {
    meaning: "A data check can't be made of the field: of its type, or because the rows of an aggregate do not have it.",
    mend: "Name a field that fits: an instant for `fresh`, no JSON for `unique` and `accepted`, a dimension that is selected.",
  },
  "check-value": { meaning: "A value in `accepted` does not fit the field's type.", mend: "Write it as the message says." },
  "check-range": { meaning: "`rows` allows no number of rows.", mend: "Write a `max` that is not less than `min`." },
  "check-on-masked-field": {
    meaning:
      "A data check compares a field that holds personal data, or its SQL names such a column, without a grant: which rows offend would tell what the mask hides.",
    mend: "Check it by `notNull` or `unique`, or have a grant approved in datafeed.yaml and write the check in its extract.",
  },
  "export-daily": {
    meaning: "A daily export is asked of an extract that does not write one JSON document a day.",
    mend: "Write `schedule: { every: day }`, `format: json` and no compression or split; or leave `export` out.",
  },
  "sql-window": { meaning: "A query does not use :window_start and :window_end.", mend: "Compare the time column with both." },
  "sql-malformed": {
    meaning: "SQL can't stand inside another statement: something is not closed, a semicolon ends it, or `U&` hides a name.",
    mend: "Close what is open; leave out the semicolon; write characters themselves.",
  },
  "measure-type": { meaning: "A measure can't be computed on the type.", mend: "Choose another measure or type." },
  "value-type": { meaning: "A constant or known value does not fit its field's type.", mend: "Correct the value or the type." },
  "mask-without-pii": { meaning: "A field has a mask but no class of personal data.", mend: "Add `pii`, or remove the mask." },
  "mask-type": {
    meaning: "`last4` and `redact` are asked of a value that is not text.",
    mend: "Write `full`, or leave it out.",
  },
  "mask-weaker": {
    meaning: "An extract or template asks for another mask than policy puts on the field; policy's stays in force.",
    mend: "Leave it out, or have the policy in datafeed.yaml changed.",
  },
  "filter-operator": { meaning: "An operator does not fit the field's type.", mend: "Use one that the message lists." },
  "filter-value": { meaning: "A value in a filter does not fit the field's type.", mend: "Write it as the message says." },
  "filter-on-masked-field": {
    meaning: "A filter compares a field that holds personal data, without a grant: the rows would tell what the mask hides.",
    mend: "Test it with `isNull` or `isNotNull` (not an expression), or have a grant approved in datafeed.yaml.",
  },
  "filter-on-measure": {
    meaning: "A filter tests a measure, which is computed after the rows were chosen.",
    mend: "Filter on a dimension.",
  },
  "grant-expired": {
    meaning: "A grant's last day is over; its fields are masked.",
    mend: "Remove it, or have it approved again.",
  },
  "shared-pii": {
    meaning:
      "A shared extract or feed holds personal data that a grant lets everybody in the organisation read (the rule `sharedPii`).",
    mend: "Mask the columns, leave them out, or set `shared: false`.",
  },
  "notifier-unknown": {
    meaning: "`notify` names a notifier that is not in the connections.",
    mend: "Name one of connections.yaml, or add it there.",
  },
  "broker-undeclared": {
    meaning: "A feed names a broker that the connections do not declare.",
    mend: "Correct the name, or declare the broker.",
  },
  "feed-source": {
    meaning: "A feed's source is neither `changes` nor `lookback`, or both, or a change table where the warehouse has none.",
    mend: "Write `changes` for PostgreSQL, `lookback` for the others.",
  },
  "feed-template": {
    meaning: "An event's template is an aggregate, or its rows can't be asked for by the key of a change.",
    mend: "Name a template of single rows; with `changes` it reads a table whose key fields are columns.",
  },
  "feed-raise": {
    meaning: "An event is raised by updates alone, which a look at the newest rows can't tell from new rows.",
    mend: "Write `[insert, update]`, or `source: { changes: … }`.",
  },
  "feed-key-field": {
    meaning: "A field can't be the key of an event's records.",
    mend: "Name a text, a whole number or a uuid that is never empty and holds no personal data.",
  },
  "feed-version-missing": {
    meaning: "Updates raise an event, and no `version` tells one change of a row from another.",
    mend: "Name a field that changes with each change of the row, such as when it was changed, as `version` of the event.",
  },
  "feed-version-field": {
    meaning: "A field can't tell the versions of an event apart.",
    mend: "Name a field that changes with the row and holds no personal data, such as when it was changed.",
  },
  "feed-after": {
    meaning: "`after` names no event of the feed, or events would wait for each other.",
    mend: "Name the event that comes first.",
  },
  "feed-delivery": {
    meaning: "Transactional delivery is asked of a feed without a change table.",
    mend: "Write `source: { changes: … }`, or leave `delivery` out.",
  },
  "feed-topic": {
    meaning:
      "A feed's dead letters have the topic of its events, or one with too long a name; or one of them is the topic of positions.",
    mend: "Name another topic in `to`.",
  },
  "feed-notify": {
    meaning: "A feed is to tell of something that can't happen to it: it is never done, and has no windows.",
    mend: "Take it out of `events`; `failure`, `late` and `recovery` can stay.",
  },
  "feed-repeated-data": {
    meaning: "An event carries fields that the event which it follows has carried.",
    mend: "Take them out of its template or set `hidden: true`: its own data and the external id are enough.",
  },
  "test-extract-unknown": { meaning: "A test names an extract that does not exist.", mend: "Correct the name." },
  "test-extract-unsound": { meaning: "The extract that is tested has errors.", mend: "Mend the extract first." },
  "test-window": {
    meaning: "A test does not say which window is tested, or says it twice.",
    mend: "Write `day` or `window`; a test of an immediate extract may have neither.",
  },
  "test-parameter": {
    meaning: "A test sets a parameter that the template does not have, or to a value of another type.",
    mend: "Name a parameter of the template, and write a value like its own.",
  },
  "test-table-unknown": {
    meaning: "A test gives rows of a table that the template does not read.",
    mend: "Write the table's name as the template does.",
  },
  "test-column-type": {
    meaning: "A test gives values of a column whose type no template tells.",
    mend: "Correct the column's name, or say its type in `types`.",
  },
  "test-column-unknown": {
    meaning: "A test expects a column that the file does not have.",
    mend: "Write the column's name in the file: `as`, else the field's name.",
  },
  "test-value": {
    meaning: "A test gives a value that does not fit the type of its column.",
    mend: "Correct the value, or give the column another type in `types`.",
  },
  "test-file": {
    meaning: "A test names a file that is not beside it or below, or of a kind that can't be read.",
    mend: "Write a path from the test's folder, with `/` and without `..`.",
  },
});
