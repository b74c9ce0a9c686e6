/** Two daily exports of a few conversations: one shared, one of amy's alone. Days are UTC and close at 01:00. */
export const dailyExports: Readonly<Record<string, string>> = {
  "templates/talks.template.yaml": `kind: Template
name: Talks
source:
  sql: |
    select id, bot, ended, visitor, messages, test, note, '{"k":[1,{"a":"]"}]}' as data
    from (values
      ('t1', 'b1', timestamp '2026-11-18 08:00:00', 'Ann', 3, true, 'he said "no", {twice}'),
      ('t2', 'b2', timestamp '2026-11-18 09:00:00', 'Ben', 5, false, null),
      ('t3', 'b1', timestamp '2026-11-19 08:00:00', 'Ann', 3, false, 'back\\slash'),
      ('t4', 'b2', timestamp '2026-11-19 09:00:00', 'Cyd', 0, false, 'naïve 🙂'),
      ('t5', 'b1', timestamp '2026-11-19 23:59:59.999', 'Dan', 12, true, ''),
      ('t6', 'b1', timestamp '2026-11-20 00:00:00', 'Ann', 1, false, 'x')
    ) talks(id, bot, ended, visitor, messages, test, note)
    where ended >= :window_start and ended < :window_end
time: { field: ended_at }
key: [id]
fields:
  id: { column: id, type: string }
  bot_id: { column: bot, type: string }
  ended_at: { column: ended, type: instant, stored: utc-naive }
  visitor: { column: visitor, type: string, pii: name }
  messages: { column: messages, type: integer }
  test_mode: { column: test, type: boolean }
  note: { column: note, type: string }
  data: { column: data, type: json }
`,
  "extracts/talks.extract.yaml": `kind: Extract
name: shared-talks
product: calls
owner: amy
shared: true
template: Talks
fields: all
export: daily
schedule: { every: day, at: "01:00", start: "2026-11-17" }
output: { format: json, compress: none, empty: skip }
---
kind: Extract
name: amys-talks
product: calls
owner: amy
template: Talks
fields: all
export: daily
schedule: { every: day, at: "01:00", start: "2026-11-17" }
output: { format: json, compress: none, pretty: true }
`,
};
