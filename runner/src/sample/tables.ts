import { botTables } from "./bot-tables.ts";
import { eventTables } from "./event-tables.ts";
import { iaTables } from "./ia-tables.ts";
import { columns, type Table } from "./table.ts";

export type { Cell, CellKind, Table, TableColumn } from "./table.ts";

/** The schema that holds the sample's tables, in both engines. */
export const sampleSchema = "reporting";

/** The columns of a contact that interactions repeat, as reporting warehouses do. */
const contactColumns = {
  contact_start: "instant",
  contact_end: "instant?",
  duration_ms: "bigint?",
  channel: "text",
  contact_type: "text",
  direction: "text",
  user_endpoint: "text?",
  system_endpoint: "text?",
  contact_disposition: "text?",
  service_disposition: "text?",
  service: "text",
  stage: "text",
  location: "text",
  recording_file: "text?",
  user_name: "text?",
} as const;

const inputColumns = {
  contact_id: "uuid",
  interaction_no: "integer",
  input_start: "instant",
  collect_state: "text?",
  result: "text?",
  choice: "text?",
} as const;

/** A conversation. */
export const contacts: Table = {
  name: "contacts",
  columns: columns({ contact_id: "uuid", ...contactColumns, attributes: "json?" }),
  key: ["contact_id"],
  time: "contact_start",
};

/** What was asked and answered, without the contact's columns: staged, then joined into `interactions`. */
export const interactionInputs: Table = {
  name: "interaction_inputs",
  columns: columns(inputColumns),
  key: ["contact_id", "interaction_no"],
};

/** One question to the caller and its answer, with the columns of its contact. */
export const interactions: Table = {
  name: "interactions",
  columns: columns({ ...inputColumns, ...contactColumns }),
  key: ["contact_id", "interaction_no"],
  time: "input_start",
};

/** A hand-over to a person or another line. Its time is stored as UTC without a zone. */
export const transfers: Table = {
  name: "transfers",
  columns: columns({
    contact_id: "uuid",
    transfer_no: "integer",
    transferred_at: "utc-naive",
    transfer_type: "text",
    destination: "text",
    reason: "text?",
    result: "text",
    duration_ms: "bigint?",
  }),
  key: ["contact_id", "transfer_no"],
  time: "transferred_at",
};

/** A node of the conversation's flow that was reached. Its time is stored as milliseconds since 1970. */
export const checkpoints: Table = {
  name: "checkpoints",
  columns: columns({
    contact_id: "uuid",
    checkpoint_no: "integer",
    reached_at_ms: "bigint",
    contact_start: "instant",
    node: "text",
    from_state: "text?",
    to_state: "text",
  }),
  key: ["contact_id", "checkpoint_no"],
  time: "reached_at_ms",
};

/** Contacts counted by hour, service, channel, direction and stage: computed from `contacts`. */
export const contactCounts: Table = {
  name: "contact_counts",
  columns: columns({
    interval_start: "instant",
    service: "text",
    channel: "text",
    direction: "text",
    stage: "text",
    contacts: "bigint",
    contained: "bigint",
    transferred: "bigint",
    abandoned: "bigint",
    total_duration_ms: "bigint",
  }),
  key: ["interval_start", "service", "channel", "direction", "stage"],
  time: "interval_start",
};

/** An intent that the assistant recognised in what the caller said. */
export const intents: Table = {
  name: "intents",
  columns: columns({
    contact_id: "uuid",
    turn: "integer",
    recognized_at: "instant",
    intent: "text",
    confidence: "float64?",
    utterance: "text?",
    matched: "boolean",
  }),
  key: ["contact_id", "turn"],
  time: "recognized_at",
};

/** A goal that the assistant worked towards. `achieved` is Y or N, as older warehouses write it. */
export const goals: Table = {
  name: "goals",
  columns: columns({
    contact_id: "uuid",
    goal: "text",
    attempted_at: "instant",
    achieved: "text",
    value: "cents?",
  }),
  key: ["contact_id", "goal", "attempted_at"],
  time: "attempted_at",
};

/** Until when each table is complete, one row a table and day; `ready:` conditions read it. */
export const loadLog: Table = {
  name: "load_log",
  columns: columns({ table_name: "text", loaded_from: "instant", loaded_to: "instant", loaded_at: "instant" }),
  key: ["table_name", "loaded_to"],
};

/** Where the rows came from: marks the schema as ours, so that it may be replaced. */
export const sampleInfo: Table = {
  name: "sample_info",
  columns: columns({ origin: "text", seed: "bigint?", contacts: "bigint" }),
  key: ["origin"],
};

/** The tables of the finished warehouse, in the order in which they are reported. */
export const sampleTables: readonly Table[] = [
  contacts,
  interactions,
  transfers,
  checkpoints,
  contactCounts,
  intents,
  goals,
  ...botTables,
  ...iaTables,
  ...eventTables,
  loadLog,
  sampleInfo,
];
