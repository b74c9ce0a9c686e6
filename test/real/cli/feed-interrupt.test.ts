import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoTrace } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

let project: TestProject;
let connections: string;

beforeAll(async () => {
  project = await TestProject.withSample();
  connections = project.writeOutside(
    "closed.yaml",
    `kind: Connections
warehouses: { sample: { type: duckdb, path: .datafeed/sample.duckdb } }
destinations: { local: { type: file, path: out } }
brokers: { main: { type: kafka, servers: ["127.0.0.1:${await closedPort()}"], tls: disable } }
`,
  );
});

afterAll(() => project[Symbol.dispose]());

// While it connects, between tries, and when it has tried for a while.
test.each([50, 600, 2_000])("Ctrl-C %i ms after a broker was not there ends it with 130", async (afterMs) => {
  const running = project.start("feed", "run", "conversation-events", "--connections", connections);
  await firstWords(running.child.stderr);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  running.child.kill("SIGINT");
  const answer = await running.ended;
  expect(answer).toMatchObject({ code: 130, stderr: expect.stringMatching(/Cancelling….*Cancelled\.\n$/s) });
  expect(answer.stderr).not.toContain("KafkaFailure");
  expectNoTrace(answer);
});

/** Its first line of progress: from now on it is at work on the broker. */
function firstWords(stream: NodeJS.ReadableStream | null): Promise<void> {
  return new Promise((resolve) => {
    stream?.once("data", () => resolve());
    stream?.once("end", () => resolve());
  });
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
