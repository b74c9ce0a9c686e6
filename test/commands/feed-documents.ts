/** Two feeds of the calls of every estate: one shared, one of amy's alone; their source looks back, since DuckDB has no triggers. */
export const feedDocuments: Readonly<Record<string, string>> = {
  "templates/feed-calls.template.yaml": `kind: Template
name: CallCreated
source: { sql: "select * from (values ('c1', timestamp '2026-03-17 08:00:00', 'Voice'), ('c2', timestamp '2026-03-17 09:00:00', 'Chat')) calls(id, started, channel) where started >= :window_start and started < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: string }
  At: { column: started, type: instant, stored: utc-naive }
  Channel: { column: channel, type: string }
`,
  "templates/feed-ratings.template.yaml": `kind: Template
name: CallRated
source: { sql: "select * from (values ('c1', timestamp '2026-03-17 08:05:00', 3)) ratings(id, rated, stars) where rated >= :window_start and rated < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: string }
  At: { column: rated, type: instant, stored: utc-naive }
  Stars: { column: stars, type: integer }
`,
  "extracts/calls.feed.yaml": `kind: Feed
name: shared-feed
description: Calls and their ratings, for the data lake.
product: calls
owner: amy
shared: true
source: { lookback: 10m, every: 30s }
snapshot: "2026-01-01T00:00:00Z"
to: { broker: main, topic: calls }
key: Id
events:
  CallCreated: { template: CallCreated, raise: insert }
  CallRated: { template: CallRated, raise: insert, after: CallCreated }
---
kind: Feed
name: amys-feed
id: amys-own
product: calls
owner: amy
source: { lookback: 1h }
to: { broker: main, topic: amys-calls }
key: Id
events:
  CallCreated: { template: CallCreated, raise: insert }
`,
};
