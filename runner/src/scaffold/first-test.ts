/** Tests of the first extract: `datafeed test` runs them in a new project, and pull requests do. */
export const firstTest = `# yaml-language-server: $schema=../schemas/test.schema.json
# Rows that are given, and the file that must come out: \`datafeed test\` runs the real query and writer on them, without a warehouse.
kind: Test
name: contacts of April
extract: contacts-april
given:
  reporting.contacts:
    - { contact_id: "00000000-0000-4000-8000-000000000001", contact_start: "2026-03-31T23:59:59Z", channel: Voice }
    - { contact_id: "00000000-0000-4000-8000-000000000002", contact_start: "2026-04-01T00:00:00Z", channel: Voice, service_disposition: Contained }
    - { contact_id: "00000000-0000-4000-8000-000000000003", contact_start: "2026-04-02T00:00:00Z", channel: SMS }
    - { contact_id: "00000000-0000-4000-8000-000000000004", contact_start: "2026-04-30T23:59:59Z", contact_end: "2026-05-01T00:00:00Z", channel: Web-Chat }
    - { contact_id: "00000000-0000-4000-8000-000000000005", contact_start: "2026-05-01T00:00:00Z", channel: Voice }
expect:
  rows:
    - { Contact ID: "00000000-0000-4000-8000-000000000002", Channel: Voice, Outcome: Contained, Duration(ms): null }
    - { Contact ID: "00000000-0000-4000-8000-000000000004", Channel: Web-Chat, Outcome: null, Duration(ms): 1000 }
---
kind: Test
name: an April without contacts
extract: contacts-april
given: { reporting.contacts: [] }
expect: { empty: true }
`;
