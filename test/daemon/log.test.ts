import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { resolveSecrets } from "../../runner/src/connect/secrets.ts";
import { createLog, logRuns } from "../../runner/src/daemon/log.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { scrub } from "../../runner/src/errors/scrub.ts";
import { recordedError } from "../../runner/src/execute/recorded-error.ts";

const secrets = {
  fromEnvironment: 'kX9#correct "horse" battery/1',
  fromFile: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQ\n-----END PRIVATE KEY-----",
  inTheClear: "plain-as-day",
  address: "https://hooks.example.com/services/T0/B0/xyzzy-plugh",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-log-"));
  writeFileSync(join(folder, "key.pem"), `${secrets.fromFile}\n`);
  process.env["LOG_TEST_PASSWORD"] = secrets.fromEnvironment;
  const env = `\${env:${"LOG_TEST_PASSWORD"}}`;
  resolveSecrets({ type: "postgres", host: "db.example.com", user: "reader", password: env }, "warehouses.one", folder);
  resolveSecrets({ type: "sftp", privateKey: `\${file:${"key.pem"}}` }, "destinations.two", folder);
  resolveSecrets({ type: "webhook", url: secrets.address, secret: secrets.inTheClear }, "notifiers.three", folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  delete process.env["LOG_TEST_PASSWORD"];
});

function logging(format: "json" | "text", isTTY = false) {
  const lines: string[] = [];
  const to = Object.assign(
    new Writable({
      write: (chunk, _, done) => {
        lines.push(String(chunk));
        done();
      },
    }),
    { isTTY },
  );
  return { log: createLog({ level: "debug", format, to }), text: () => lines.join(""), lines };
}

/** A secret in every place that a line of a log has. */
function tell(log: ReturnType<typeof logging>["log"], secret: string): void {
  const driver = Object.assign(new Error(`login with ${secret} failed`), { code: "28P01" });
  const error = new DatafeedError("warehouse-refused", `No entry: ${secret}`, { hint: `Is ${secret} right?`, cause: driver });
  log.info(secret);
  log.info("with %s", secret);
  log.warn({ nested: { deeper: [{ password: secret }] } }, "nested");
  log.warn({ [secret]: 1 }, "as a key");
  log.error({ err: error }, "failed");
  log.error({ problem: { of: new AggregateError([driver, error], secret) } });
  log.error(new TypeError(`unforeseen ${secret}`));
  log.child({ bound: secret }).info("child");
  log.info({ url: `postgres://reader:${encodeURIComponent(secret)}@db/x` });
  log.info({ header: `Basic ${Buffer.from(secret).toString("base64")}` });
}

describe.each(["json", "text"] as const)("the log as %s", (format) => {
  it.each(Object.entries(secrets))("never holds a secret %s", (_, secret) => {
    const { log, text } = logging(format);
    tell(log, secret);
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    for (const form of [...forms, ...secret.split("\n").filter((line) => line.length > 12)]) expect(text()).not.toContain(form);
    expect(text()).not.toContain(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
    expect(text()).toContain("[secret]");
    expect(text().trimEnd().split("\n")).toHaveLength(10);
  });

  it("never holds what looks like one, though nobody told", () => {
    const { log, text } = logging(format);
    log.info("git clone https://oauth2:ghp_16C7e42F292c6912E7710c838347Ae178B4a@git.example.com/x.git");
    log.info({ place: "postgres://u:p%40ss@word1@ledger/x", link: "https://s3/x?X-Amz-Signature=abcdef0123&part=1" });
    log.info({ authorization: "Bearer df_1ng0tfe4sg_0123456789abcdef" });
    log.info({ link: "https://feeds.example.com/v1/links/WyIvdjEvb3V0cHV0cy94Il0.c2lnbmF0dXJlLXNpZ25hdHVyZQ" });
    for (const part of ["ghp_16C7", "p%40ss", "word1", "abcdef0123", "df_1ng0", "WyIv", "c2lnb"]) {
      expect(text()).not.toContain(part);
    }
    expect(text()).toContain("git.example.com/x.git");
    expect(text()).toContain("part=1");
    expect(text()).toContain("ledger/x");
  });
});

describe("the log for programs", () => {
  it("is one object a line, with what happened to runs", () => {
    const { log, lines } = logging("json");
    const events = new RunEvents();
    const end = logRuns(log, events);
    events.emit({ type: "published", extract: "calls", run: "r1", path: "calls.csv", rows: 3, bytes: 12 });
    events.emit({ type: "failed", extract: "calls", run: "r2", error: { code: "window-empty", message: "No rows" } });
    events.emit({ type: "cancelled", extract: "calls", handedOver: true });
    events.emit({ type: "checked", extract: "calls", checks: 2, warnings: ["the check `rows` failed: …"] });
    end();
    events.emit({ type: "cancelled", extract: "calls" });
    const records = lines.map((line) => JSON.parse(line));
    expect(records).toEqual([
      {
        level: "info",
        time: expect.any(String),
        msg: "published",
        extract: "calls",
        run: "r1",
        path: "calls.csv",
        rows: 3,
        bytes: 12,
      },
      {
        level: "error",
        time: expect.any(String),
        msg: "failed",
        extract: "calls",
        run: "r2",
        error: { code: "window-empty", message: "No rows" },
      },
      { level: "info", time: expect.any(String), msg: "handed over: another runner does it", extract: "calls" },
      {
        level: "warn",
        time: expect.any(String),
        msg: "checked",
        extract: "calls",
        checks: 2,
        warnings: ["the check `rows` failed: …"],
      },
    ]);
    expect(records[0].time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it("says of an error its code, its hint and its causes; of an unforeseen one, where it happened", () => {
    const { log, lines } = logging("json");
    log.error({ err: new DatafeedError("ledger-full", "No room", { hint: "Make room.", cause: new Error("disk I/O") }) }, "x");
    log.error({ err: new TypeError("x is not a function") }, "y");
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first.err).toEqual({
      code: "ledger-full",
      message: "No room",
      hint: "Make room.",
      cause: { name: "Error", message: "disk I/O" },
    });
    expect(second.err.stack).toContain("log.test.ts");
  });
});

describe("the log for people", () => {
  it("has a line for each thing that happened, and no colours but on a terminal", () => {
    const plain = logging("text");
    plain.log.info({ extract: "my calls", run: "r1", error: { code: "x" } }, "failed\nnot two lines\u001b[2J");
    expect(plain.text().slice(13)).toBe('INFO  failed·not two lines·[2J extract="my calls" run=r1 error.code=x\n');
    vi.stubEnv("NO_COLOR", "");
    const colourful = logging("text", true);
    vi.unstubAllEnvs();
    colourful.log.error("so");
    expect(colourful.text()).toContain("\u001b[31m");
  });
});

it("records and notices hold none, either", () => {
  expect(recordedError(new DatafeedError("x", `with ${secrets.inTheClear}`))).toEqual({ code: "x", message: "with [secret]" });
  expect(scrub("db.example.com and reader are no secrets")).toBe("db.example.com and reader are no secrets");
});
