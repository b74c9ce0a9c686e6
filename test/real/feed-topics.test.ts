import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import {
  AclOperations,
  AclPermissionTypes,
  ConfigResourceTypes,
  ResourcePatternTypes,
  ResourceTypes,
} from "@platformatic/kafka";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Check } from "../../runner/src/warehouse/warehouse.ts";
import { TestProject } from "../cli/test-project.ts";
import { describeCluster } from "../support/kafka/kcat.ts";
import { type Kafka, passwordOf, startKafka } from "../support/kafka.ts";

let kafka: Kafka;
let project: TestProject;

beforeAll(async () => {
  kafka = await startKafka({ secure: true });
  project = TestProject.withDocuments().inProcess();
});

afterAll(async () => {
  project?.[Symbol.dispose]();
  await kafka?.[Symbol.asyncDispose]();
});

const others = {
  kind: "Connections",
  // Transactions need a change table, and so PostgreSQL; nothing here asks it.
  warehouses: { sample: { type: "postgres", host: "127.0.0.1", port: 1, database: "none", user: "none", password: "none" } },
  destinations: { local: { type: "file", path: "out" } },
};
type Broker = Readonly<Record<string, unknown>>;
const plainly = (): Broker => ({ servers: kafka.servers, tls: "disable" });

/** Of one feed that is transactional, with topics of that name, by a broker as connections.yaml has it. */
function on(name: string, broker: Broker): string {
  const feed = project
    .read("extracts/conversation-events.feed.yaml")
    .replace(/^source: .*$/m, "source: { changes: datafeed.changes }")
    .replace(/^to: .*$/m, `to: { broker: main, topic: ${name} }`)
    .replace(/^key: ExternalId\n(delivery: .*\n)?/m, "key: ExternalId\ndelivery: transactional\n");
  project.write("extracts/conversation-events.feed.yaml", feed);
  const brokers = { main: { type: "kafka", positions: `${name}.positions`, ...broker } };
  return project.writeOutside("broker.yaml", JSON.stringify({ ...others, brokers }));
}

/** What doctor says of the broker: by the check, ✔ fine, ! advice, ✖ wrong. */
async function doctor(name: string, broker: Broker): Promise<Readonly<Record<string, string>>> {
  const answer = await project.run("doctor", "--connections", on(name, broker), "--format", "json");
  const { ok, examined } = JSON.parse(answer.stdout) as { ok: boolean; examined: { what: string; checks: Check[] }[] };
  const checks = examined.find(({ what }) => what === "broker main")?.checks ?? [];
  // The warehouse is not there.
  expect([answer.code, ok]).toEqual([1, false]);
  const sign = (check: Check): string => (!check.ok ? "✖" : check.advice === true ? "!" : "✔");
  return Object.fromEntries(
    checks.map((check) => [check.name.replace("feed conversation-events, ", ""), `${sign(check)} ${check.detail}`]),
  );
}

async function topics(name: string, ...more: readonly string[]) {
  return await project.json("feed", "topics", "conversation-events", "--connections", on(name, plainly()), ...more);
}

/** All that a transactional feed has, by the verb that makes it. */
async function created(name: string): Promise<void> {
  await topics(name, "--create", "--partitions", "4", "--replication", "1");
}

async function allow(principal: string, rights: readonly (readonly [type: "TOPIC" | "TRANSACTIONAL_ID", string, string])[]) {
  await kafka.admin.createAcls({
    creations: rights.map(([type, resourceName, operation]) => ({
      resourceType: ResourceTypes[type],
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal,
      host: "*",
      operation: AclOperations[operation as "WRITE"],
      permissionType: AclPermissionTypes.ALLOW,
    })),
  });
}

const secured = (user: string): Broker => {
  const sasl = { mechanism: "scram-sha-512", username: user, password: passwordOf(user) };
  return { servers: kafka.secure?.sasl, ca: kafka.secure?.certificates.caFile, sasl };
};

test("topics are shown, and made when asked: the events' with its partitions, positions compacted; once is enough", async () => {
  const missing = ["made", "made.dead-letter", "made.positions"].map((topic) => ({ topic, state: "missing" }));
  expect(await topics("made")).toEqual({ feed: "conversation-events", topics: missing });
  const shapes = [4, 1, 1].map((partitions, at) => ({ ...missing[at], partitions, replicas: 1 }));
  const ask = ["--create", "--partitions", "4", "--replication", "1"];
  const made = await topics("made", ...ask);
  expect(made.topics).toEqual(shapes.map((shape) => ({ ...shape, state: "created" })));
  for (const { topic, partitions } of shapes) {
    // A broker answers that it is made before it tells all of it to others who ask.
    const seen = async () => (await describeCluster(kafka.servers, topic)).topics[0]?.partitions;
    await expect.poll(seen).toHaveLength(partitions);
  }
  expect(await policyOf("made")).toBe("delete");
  expect(await policyOf("made.positions")).toBe("compact");
  const again = await topics("made", "--create", "--partitions", "7", "--replication", "1");
  expect(again.topics).toEqual(shapes.map((shape) => ({ ...shape, state: "there" })));
});

async function policyOf(topic: string): Promise<string | null | undefined> {
  const resources = [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic }];
  const [found] = await kafka.admin.describeConfigs({ resources });
  return found?.configs.find(({ name }) => name === "cleanup.policy")?.value;
}

test("more replicas than brokers, and topics that may not be made, are refused by the broker's word; nothing is made", async () => {
  const create = ["feed", "topics", "conversation-events", "--create", "--connections"];
  const tooMany = await project.run(...create, on("refused", plainly()));
  expect(tooMany).toMatchObject({ code: 1 });
  expect(tooMany.stderr).toContain("INVALID_REPLICATION_FACTOR");
  await allow("User:feeder", [
    ["TOPIC", "refused", "DESCRIBE"],
    ["TOPIC", "refused.dead-letter", "DESCRIBE"],
    ["TOPIC", "refused.positions", "DESCRIBE"],
  ]);
  const denied = await project.run(...create, on("refused", secured("feeder")), "--replication", "1");
  expect(denied).toMatchObject({ code: 1 });
  expect(denied.stderr).toContain("feed-topic-denied");
  expect((await topics("refused")).topics.map(({ state }: { state: string }) => state)).toEqual(Array(3).fill("missing"));
});

test("doctor sees a cluster on which everything is there, and that a single copy of it is little", async () => {
  await created("whole");
  expect(await doctor("whole", plainly())).toEqual({
    cluster: expect.stringMatching(/^✔ \S+, 1 broker$/),
    "topic whole": "! 4 partitions, 1 replica, min.insync.replicas 1: what a broker's disk loses is gone",
    "dead letters whole.dead-letter": "! 1 partition, 1 replica, min.insync.replicas 1: what a broker's disk loses is gone",
    "positions whole.positions": "✔ 1 partition, 1 replica, compacted",
    producing: "✔ transactions",
  });
});

test("doctor tells a topic of positions that is missing, and one that would be deleted from", async () => {
  await kafka.createTopic("kept");
  await kafka.createTopic("kept.dead-letter");
  const create = "Create it, or run `datafeed feed topics conversation-events --create`.";
  expect((await doctor("kept", plainly()))["positions kept.positions"]).toBe(`✖ There is no topic "kept.positions". ${create}`);
  await kafka.createTopic("kept.positions");
  const policy = "Its cleanup.policy is delete: positions would be deleted. Set it to compact.";
  expect((await doctor("kept", plainly()))["positions kept.positions"]).toBe(`✖ ${policy}`);
});

test("doctor tells each right that is missing, and is content with those that docs/kafka.md lists", async () => {
  await created("rights");
  const names = {
    events: "topic rights",
    deadLetters: "dead letters rights.dead-letter",
    positions: "positions rights.positions",
  };
  const nothing = await doctor("rights", secured("stranger"));
  expect(nothing["cluster"]).toMatch(/^✔/);
  for (const name of [...Object.values(names), "producing"])
    expect(nothing[name]).toMatch(/^✖ kafka main: .*AUTHORIZATION_FAILED.* Missing for the user "stranger": Describe/);
  expect(nothing[names.events]).toMatch(/: Describe and Write on the topic "rights"\.$/);
  expect(nothing[names.positions]).toMatch(/: Describe, Read and Write on the topic "rights\.positions"\.$/);
  expect(nothing["producing"]).toContain('on the transactional ids "conversation-events" and "conversation-events.doctor"');
  await allow(
    "User:feeder",
    ["rights", "rights.dead-letter", "rights.positions"].flatMap((name) => [
      ["TOPIC", name, "DESCRIBE"] as const,
      ["TOPIC", name, "WRITE"] as const,
    ]),
  );
  await allow("User:feeder", [["TOPIC", "rights.positions", "READ"]]);
  expect((await doctor("rights", secured("feeder")))["producing"]).toMatch(/^✖ .*TRANSACTIONAL_ID_AUTHORIZATION_FAILED/);
  await allow("User:feeder", [
    ["TRANSACTIONAL_ID", "conversation-events.doctor", "DESCRIBE"],
    ["TRANSACTIONAL_ID", "conversation-events.doctor", "WRITE"],
  ]);
  expect(await doctor("rights", secured("feeder"))).toMatchObject({
    [names.events]: "! 4 partitions, 1 replica: what a broker's disk loses is gone",
    [names.positions]: "! 1 partition, 1 replica; its cleanup.policy may not be read",
    producing: "✔ transactions",
  });
});

test("doctor tells a wrong password, a missing certificate and a broker that does not answer, once each", async () => {
  const { ca: _ca, ...untrusting } = secured("feeder");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  const sasl = { mechanism: "plain", username: "feeder", password: "a wrong one" };
  const told = (broker: Broker) => doctor("whole", broker);
  const wrong = await told({ ...secured("feeder"), sasl });
  expect(wrong).toEqual({ cluster: expect.stringContaining("The user, the password or the mechanism is refused") });
  expect(wrong["cluster"]).not.toContain("a wrong one");
  expect(wrong["cluster"]).toContain('Look at `brokers.main`: `sasl`, now the user "feeder" by plain.');
  const ca = kafka.secure?.certificates.caFile;
  expect(await told({ servers: kafka.secure?.mutual, ca })).toEqual({
    cluster: expect.stringContaining("wants a certificate of the client's own, and connections.yaml gives none"),
  });
  expect(await told(untrusting)).toEqual({
    cluster: expect.stringMatching(/The secure connection failed.*Look at `brokers\.main`: `ca`, which is not set/),
  });
  expect(await told({ servers: [`127.0.0.1:${port}`], tls: "disable" })).toEqual({
    cluster: expect.stringContaining("No answer from a broker (ECONNREFUSED)"),
  });
});
