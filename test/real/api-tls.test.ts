import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiPart } from "../../runner/src/daemon/api-part.ts";
import { Metrics } from "../../runner/src/daemon/metrics.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import { openEstate, type TestEstate } from "../commands/estate.ts";

let folder: string;
let estate: TestEstate;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datafeed-tls-"));
  estate = await openEstate("sqlite");
});
afterAll(async () => {
  await estate[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function make(name: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, "-subj", `/CN=${name}`, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { cert, key };
}

function part(tls: { readonly cert: string; readonly key: string }) {
  const events = new RunEvents();
  const context = {
    ...estate.estate,
    log: pino({ level: "silent" }),
    events,
    lease: { leaseMs: 10_000, heartbeatMs: 3000 },
  };
  return apiPart(context, { host: "127.0.0.1", port: 0, tls, metrics: new Metrics(context, events) });
}

/** Whose certificate the server shows, and the beginning of its answer. */
function ask(address: string): Promise<{ readonly subject: string; readonly protocol: string; readonly answer: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(address).port), rejectUnauthorized: false }, () => {
      const subject = String(socket.getPeerCertificate().subject.CN);
      socket.once("data", (data) => {
        socket.end();
        resolve({ subject, protocol: socket.getProtocol() ?? "", answer: String(data) });
      });
      socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }).on("error", reject);
  });
}

it("speaks TLS, and takes a renewed certificate without a restart", async () => {
  const tls = make("first");
  const api = part(tls);
  await api.start();
  try {
    expect(api.address).toMatch(/^https:/);
    const first = await ask(api.address!);
    expect(first).toMatchObject({ subject: "first", protocol: "TLSv1.3" });
    expect(first.answer).toContain("HTTP/1.1 200");
    expect(first.answer).toContain("strict-transport-security");
    await expect(fetch(api.address!.replace("https", "http"))).rejects.toThrow();
    const second = make("second");
    copyFileSync(second.cert, tls.cert);
    copyFileSync(second.key, tls.key);
    await expect.poll(async () => (await ask(api.address!)).subject).toBe("second");
  } finally {
    await api.stop(AbortSignal.timeout(5000));
  }
});

it("takes no certificate that is none, or that goes with another key", async () => {
  const [one, other] = [make("one"), make("other")];
  const refused = { code: "certificate-invalid" };
  await expect(part({ cert: one.cert, key: other.key }).start()).rejects.toMatchObject(refused);
  await expect(part({ cert: one.cert, key: one.cert }).start()).rejects.toMatchObject(refused);
  await expect(part({ cert: one.cert, key: join(folder, "none") }).start()).rejects.toMatchObject(refused);
});
