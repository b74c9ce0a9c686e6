import { readFileSync, writeFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { sampleContacts, TestProject } from "./test-project.ts";

let database: TestDatabase;
let project: TestProject;
let admin: pg.Client;
const role = `reader_${process.pid}_${Date.now()}`;

beforeAll(async () => {
  database = await createTestDatabase();
  project = (await TestProject.withSample()).inProcess();
  await generateSample({
    target: { type: "postgres", connection: { connectionString: database.url } },
    contacts: sampleContacts,
  });
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`create role ${role} login password 'reader'`);
  await admin.query(`grant usage on schema reporting to ${role}`);
  await admin.query(`grant select on all tables in schema reporting to ${role}`);
});
afterAll(async () => {
  await admin.query(`drop owned by ${role}`);
  await admin.query(`drop role ${role}`);
  await admin.end();
  await database.drop();
  project[Symbol.dispose]();
});

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

async function templates(): Promise<readonly Finding[]> {
  return templatesWith(project.postgres(database, { user: role, password: "reader" }));
}

async function templatesWith(connections: string): Promise<readonly Finding[]> {
  const { stdout } = await project.run("doctor", "--connections", connections, "--format", "json");
  const { examined } = JSON.parse(stdout) as { examined: { what: string; checks: Finding[] }[] };
  const { checks = [] } = examined.find(({ what }) => what === "warehouse sample") ?? {};
  return checks.filter(({ name }) => name.startsWith("template "));
}

test("every template in use is tried, and can be read by a role that holds SELECT", async () => {
  const found = await templates();
  expect(found.length).toBeGreaterThan(3);
  expect(found.filter(({ ok }) => !ok)).toEqual([]);
});

test("those of feeds are tried as well, with the tables that they nest", async () => {
  // A feed needs its broker to be declared, not to be there.
  const connections = project.postgres(database, { user: role, password: "reader" });
  const declared = JSON.parse(readFileSync(connections, "utf8"));
  const brokers = { main: { type: "kafka", servers: ["127.0.0.1:1"], tls: "disable" } };
  writeFileSync(connections, JSON.stringify({ ...declared, brokers }));
  await admin.query(`revoke select on reporting.conversation_words from ${role}`);
  const found = await templatesWith(connections);
  expect(found.filter(({ ok }) => !ok)).toMatchObject([
    { name: "template ConversationAnalyzed", detail: expect.stringMatching(/permission denied.*conversation_words/) },
  ]);
  await admin.query(`grant select on reporting.conversation_words to ${role}`);
});

test("a right that is missing names the template", async () => {
  await admin.query(`revoke select on reporting.interactions from ${role}`);
  const failed = (await templates()).filter(({ ok }) => !ok);
  expect(failed.map(({ name }) => name)).toContain("template InteractionDetails");
  expect(failed[0]?.detail).toMatch(/permission denied for table interactions/);
  await admin.query(`grant select on reporting.interactions to ${role}`);
});

test("a column that is gone names the template", async () => {
  await admin.query("alter table reporting.contacts rename column channel to channel_gone");
  const failed = (await templates()).filter(({ ok }) => !ok);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]?.detail).toMatch(/channel/);
});

test("children that no index finds are told of, once they are many", async () => {
  await admin.query("alter table reporting.contacts rename column channel_gone to channel");
  const advice = async () => (await templates()).filter(({ detail }) => detail.includes("no index finds children"));
  expect(await advice()).toEqual([]);
  await admin.query("alter table reporting.transfers drop constraint transfers_pkey");
  await admin.query("insert into reporting.transfers select t.* from reporting.transfers t, generate_series(1, 2000)");
  expect(await advice()).toMatchObject([
    { name: "template ContactTimeline", ok: true, detail: expect.stringContaining("reporting.transfers (contact_id)") },
  ]);
  const useless = ["(contact_id) where false", "(lower(contact_id::text))"];
  for (const index of useless) await admin.query(`create index on reporting.transfers ${index}`);
  expect(await advice()).toHaveLength(1);
  await admin.query("create index on reporting.transfers (contact_id)");
  expect(await advice()).toEqual([]);
});
