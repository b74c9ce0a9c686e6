/**
 * What people write by hand: `pg` reads pages of changes with their rows, `kafkajs` sends them, and the position is written when
 * they are acknowledged. Prints the seconds from the first query to the last position as JSON.
 * Arguments: the database's URL, a broker, a topic.
 */
import { createHash } from "node:crypto";
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";

type Row = Readonly<Record<string, unknown>> & { readonly external_id: string; readonly received_at: Date };

const [url = "", server = "", topic = ""] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
const producer = new Kafka({ brokers: [server], logLevel: logLevel.ERROR }).producer();
await producer.connect();
await client.query("create table if not exists by_hand (topic text primary key, txid xid8, id bigint)");

const page = `
select c.txid, c.id, v.*, (
  select json_agg(json_build_object('Key', key, 'Value', value) order by key)
  from reporting.conversation_attached_data d where d.external_id = v.external_id
) attached
from datafeed.changes c join reporting.conversations v on v.external_id = c.row[1]
where (c.txid, c.id) > ($1, $2) and c.txid < pg_snapshot_xmin(pg_current_snapshot())
order by c.txid, c.id limit 1000`;

const began = performance.now();
let position = ["0", "0"];
let sent = 0;
for (;;) {
  const { rows } = await client.query<Row & { txid: string; id: string }>(page, position);
  if (rows.length === 0) break;
  const messages = rows.map((row) => ({ key: row.external_id, value: event(row), headers: headersOf(row) }));
  await producer.send({ topic, acks: -1, messages });
  position = [rows.at(-1)!.txid, rows.at(-1)!.id];
  await client.query(
    "insert into by_hand values ($1, $2, $3) on conflict (topic) do update set txid = excluded.txid, id = excluded.id",
    [topic, ...position],
  );
  sent += rows.length;
}
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, sent }));
await producer.disconnect();
await client.end();

function event(row: Row): string {
  const [date = "", time = ""] = row.received_at.toISOString().split("T");
  const [year, month, day] = date.split("-");
  return JSON.stringify({
    timestampOfMessage: `${month}/${day}/${year} ${time.slice(0, 8)}`,
    eventType: "ConversationCreatedForDataFeeder",
    payload: {
      Conversation: {
        ConversationId: Number(row["conversation_id"]),
        DepartmentId: row["department_id"],
        AgentId: row["agent_id"],
        RatingForCSAT: row["rating_csat"],
        RatingForNPS: row["rating_nps"],
        StartTime: row["start_time"],
        EndTime: row["end_time"],
        Duration: row["duration_s"],
        ExternalId: row.external_id,
        LanguageCode: row["language_code"],
        AttachedData: row["attached"] ?? [],
        Call: {
          DirectionId: row["direction_id"],
          CallerNumber: row["caller_number"],
          CalledNumber: row["called_number"],
          ReleasingPartyId: row["releasing_party_id"],
          HoldCount: row["hold_count"],
          TotalHoldDuration: row["total_hold_s"],
          MaxHoldDuration: row["max_hold_s"],
        },
      },
      TenantId: row["tenant_id"],
    },
  });
}

function headersOf(row: Row): Record<string, string> {
  return {
    "content-type": "application/json",
    ce_specversion: "1.0",
    ce_id: createHash("sha256").update(`bench ${row.external_id}`).digest("hex").slice(0, 32),
    ce_type: "ConversationCreatedForDataFeeder",
    ce_source: "/datafeed/bench",
    ce_time: row.received_at.toISOString(),
    ce_subject: row.external_id,
    ce_dataschema: "urn:datafeed:bench:ConversationCreatedForDataFeeder:0123456789ab",
    ce_schemaversion: "0123456789ab",
    ce_feed: "bench",
    ce_tenant: "bench",
  };
}
