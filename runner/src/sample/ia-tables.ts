import { type Cell, columns, type Table } from "./table.ts";

/** The columns of an analysis. Times of the interaction and its segment are whole seconds. */
const analysisColumns = {
  segment_id: "text",
  version_id: "integer",
  analyzed_at: "instant",
  acquired_at: "instant",
  segment_end: "instant",
  interaction_start: "instant",
  interaction_end: "instant",
  segment_contact_id: "text",
  interaction_id: "text",
  master_contact_id: "bigint",
  contact_number: "bigint",
  acd_contact_id: "bigint",
  acd_session_id: "bigint",
  tenant_id: "text",
  account_id: "bigint",
  business_unit_id: "integer",
  media_type: "text",
  media_type_id: "integer",
  channel_type: "text",
  transcript_type: "text",
  source: "text",
  thread_id: "text?",
  direction: "text",
  outbound: "boolean",
  resolved_probability: "float64",
  agent_id: "bigint",
  agent_common_id: "text",
  agent_user_id: "text",
  agent_name: "text",
  agent_first_name: "text",
  agent_last_name: "text",
  agent_stream_id: "text?",
  agent_recording_id: "text?",
  client_user_id: "text?",
  client_stream_id: "text?",
  client_recording_id: "text?",
  client_ani: "text?",
  client_dialed_in: "text?",
  client_phone_number: "text?",
  ani: "text?",
  dialed_in: "text?",
  phone_number: "text?",
  from_addr: "text?",
  to_addr: "text?",
  contact_first_name: "text?",
  contact_last_name: "text?",
  case_id: "text?",
  skill_id: "integer",
  skill_name: "text",
  team_id: "integer",
  team_name: "text",
  campaign_id: "integer",
  campaign_name: "text?",
  point_of_contact_id: "integer",
  point_of_contact_name: "text",
  primary_disposition_id: "integer",
  secondary_disposition_id: "integer",
  disposition_notes: "text?",
  open_reason: "text",
  open_reason_type: "text",
  close_reason: "text",
  close_reason_type: "text",
  complex: "boolean",
  transfer_indicator_id: "integer",
  transfer_indicator_name: "text?",
  service_level_flag: "integer",
  abandoned: "boolean",
  abandon_seconds: "integer",
  short_abandon: "boolean",
  refused: "boolean",
  refuse_reason: "text?",
  refuse_seconds: "integer?",
  logged: "boolean",
  pre_queue_seconds: "integer",
  in_queue_seconds: "integer",
  routing_seconds: "integer",
  agent_seconds: "integer",
  hold_count: "integer",
  hold_seconds: "integer",
  conf_seconds: "integer?",
  callback_seconds: "integer?",
  post_queue_seconds: "integer",
  release_seconds: "integer",
  acw_seconds: "integer",
  interaction_seconds: "integer",
  total_seconds: "integer",
  notable_silence_seconds: "integer",
  notable_silence_percentage: "float64",
  recorder_id: "integer?",
  recording_id: "bigint?",
  media_location: "text?",
  status: "text",
  status_description: "text?",
  analytics_processed: "boolean",
  time_zone: "text",
  update_type: "text",
} as const;

/** The cells of an analysis by column. */
export type AnalysisCells = Readonly<Record<keyof typeof analysisColumns, Cell>>;

/** An analysis of a segment. A segment that is processed again has a row for each time, with a higher version. */
export const iaAnalyses: Table = {
  name: "ia_analyses",
  columns: columns(analysisColumns),
  key: ["segment_id", "version_id"],
  time: "analyzed_at",
};

/** A dataset that an analysis belongs to, by its own id and by the account's. */
export const iaDatasets: Table = {
  name: "ia_datasets",
  columns: columns({ segment_id: "text", version_id: "integer", dataset_id: "integer", account_dataset_id: "integer" }),
  key: ["segment_id", "version_id", "dataset_id"],
};

/** A side of the conversation, with all that it said or wrote. */
export const iaChannels: Table = {
  name: "ia_channels",
  columns: columns({
    segment_id: "text",
    version_id: "integer",
    channel_name: "text",
    text: "text",
    language_code: "text",
    sentiment: "text",
    end_sentiment: "text",
    begin_sentiment: "text",
    frustration: "text?",
  }),
  key: ["segment_id", "version_id", "channel_name"],
};

/** An entity that a side mentioned, and how often. */
export const iaEntities: Table = {
  name: "ia_entities",
  columns: columns({
    segment_id: "text",
    version_id: "integer",
    entity_no: "integer",
    channel_name: "text",
    display_text: "text",
    entity_type: "text",
    sentiment_value: "text",
    custom: "boolean",
    mentions: "integer",
  }),
  key: ["segment_id", "version_id", "entity_no"],
};

/** A category that a side matched, once for each dataset which uses it. */
export const iaCategoryMatches: Table = {
  name: "ia_category_matches",
  columns: columns({
    segment_id: "text",
    version_id: "integer",
    match_no: "integer",
    channel_name: "text",
    full_path: "text",
    dataset_id: "integer",
  }),
  key: ["segment_id", "version_id", "match_no"],
};

/** A behaviour of the agent with its scores; without a licence one row with nothing in it. */
export const iaEnlighten: Table = {
  name: "ia_enlighten",
  columns: columns({
    segment_id: "text",
    version_id: "integer",
    metric_no: "integer",
    behavior_name: "text?",
    raw_score: "float64?",
    index_score: "float64?",
    package_models: "json?",
  }),
  key: ["segment_id", "version_id", "metric_no"],
};

/** An utterance or a message of a segment. `block_offset` and `block_length` count code points of the whole transcript. */
export const iaBlocks: Table = {
  name: "ia_blocks",
  columns: columns({
    segment_id: "text",
    block_id: "integer",
    channel_name: "text",
    block_offset: "integer",
    block_length: "integer",
    text: "text",
    chat_timestamp: "instant?",
    email_sent_date: "instant?",
    email_subject: "text?",
    email_from: "text?",
    email_to: "text?",
    voice_start_ms: "integer?",
    voice_end_ms: "integer?",
    voice_confidence: "float64?",
    ignored: "boolean",
  }),
  key: ["segment_id", "block_id"],
};

/** The tables of interaction analytics. */
export const iaTables: readonly Table[] = [
  iaAnalyses,
  iaDatasets,
  iaChannels,
  iaEntities,
  iaCategoryMatches,
  iaEnlighten,
  iaBlocks,
];
