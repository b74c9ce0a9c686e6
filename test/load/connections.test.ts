// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references look like that
import { describe, expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { parseReference } from "../../runner/src/load/references.ts";
import { projectWith, summary, today } from "./load-cases.ts";

function findings(text: string): string[] {
  const connections = { path: "/etc/datafeed/connections.yaml", text, trusted: true };
  return loadProject({ ...projectWith(), connections }, { today }).diagnostics.map(summary);
}

function postgres(...keys: string[]): string {
  const warehouse = ["type: postgres", "host: db.example.com", "database: reports", "user: reader", ...keys].join(", ");
  return `kind: Connections\nwarehouses:\n  sample: { ${warehouse} }\ndestinations: { local: { type: file, path: /srv/out } }\n`;
}

describe("the operator's file", () => {
  test("may name hosts, absolute folders, and references in secret fields", () => {
    expect(findings(postgres('password: "${env:WAREHOUSE_PASSWORD}"'))).toEqual([]);
    expect(findings(postgres('password: "${file:/run/secrets/warehouse}"'))).toEqual([]);
  });

  test("has no references elsewhere", () => {
    expect(findings(postgres('ca: "${file:/etc/ca.pem}"'))).toEqual(["secret-outside-connections 3:88"]);
  });

  test.each(["x${env:A}", "${env:}", "${ENV:A}", "${env:A B}", "${env:A}${env:B}"])(
    "refuses %s, which is no reference",
    (text) => {
      expect(findings(postgres(`password: "${text}"`))).toEqual(["reference-malformed 3:94"]);
    },
  );
});

test.each([
  ["0123456789", "yaml-ambiguous"],
  ["12345678901234567890", "number-imprecise"],
  ["*hunter2", "yaml-alias"],
  ["!hunter2 x", "yaml-syntax"],
  ["!<hunter2> x", "yaml-syntax"],
  ["|hunter2", "yaml-syntax"],
  ['"hun\\qter2"', "yaml-syntax"],
  ["@hunter2", "yaml-syntax"],
])("a password that YAML stumbles on is not repeated: %s", (password, code) => {
  const text = `kind: Connections\nwarehouses:\n  sample:\n    type: postgres\n    password: ${password}\n`;
  const connections = { path: "/etc/datafeed/connections.yaml", text, trusted: true };
  const found = loadProject({ ...projectWith(), connections }, { today }).diagnostics;
  expect(found.map((diagnostic) => diagnostic.code)).toContain(code);
  expect(found.map(({ message, hint }) => `${message} ${hint}`).join(" ")).not.toMatch(/hun|ter2|\d{6}|\\q/);
});

test("the end of a password without quotes is no key that is repeated", () => {
  const connections = { path: "/etc/datafeed/connections.yaml", text: postgres("password: a,hunter2"), trusted: true };
  const found = loadProject({ ...projectWith(), connections }, { today }).diagnostics;
  expect(found.map(({ code }) => code)).toContain("unknown-key");
  expect(JSON.stringify(found)).not.toContain("hunter2");
});

test("a reference is the whole text", () => {
  expect(parseReference("${env:A_1}")).toEqual({ env: "A_1" });
  expect(parseReference("${file:/run/a b}")).toEqual({ file: "/run/a b" });
  for (const text of ["secret", "${env:A} ", "$env:A", "${vault:a}"]) expect(parseReference(text)).toBeUndefined();
});

function redshift(...keys: string[]): string {
  const warehouse = ["type: redshift", "host: rs.example.com", "database: dev", ...keys].join(", ");
  return `kind: Connections\nwarehouses:\n  sample: { ${warehouse} }\ndestinations: { local: { type: file, path: /srv/out } }\n`;
}

describe("who signs in to Redshift", () => {
  test.each([
    ["a user", "user: amy, password: x"],
    ["a cluster of AWS", "iam: { cluster: c }"],
    ["a cluster and its user", "iam: { cluster: c, databaseUser: amy, region: eu-west-1 }"],
    ["a workgroup", "iam: { workgroup: w }"],
  ])("is said by %s", (_, keys) => {
    expect(findings(redshift(keys))).toEqual([]);
  });

  test.each([
    ["nobody", []],
    ["two", ["user: amy", "iam: { cluster: c }"]],
    ["neither cluster nor workgroup", ["iam: { region: eu-west-1 }"]],
    ["cluster and workgroup", ["iam: { cluster: c, workgroup: w }"]],
    ["a user of a workgroup", ["iam: { workgroup: w, databaseUser: amy }"]],
    ["AWS without TLS", ["ssl: disable", "iam: { cluster: c }"]],
  ])("is not said by %s", (_, keys) => {
    expect(findings(redshift(...keys))).toEqual([expect.stringMatching(/^connection-sign-in /)]);
  });
});

describe("who signs in to a destination", () => {
  const to = (destination: string, trusted = true) => {
    const text = `kind: Connections\nwarehouses: { sample: { type: duckdb } }\ndestinations:\n  local: { ${destination} }\n`;
    const connections = { path: "/etc/datafeed/connections.yaml", text, trusted };
    return loadProject({ ...projectWith(), connections }, { today }).diagnostics.map(summary);
  };
  const s3 = "type: s3, bucket: exports";
  const sftp = `type: sftp, host: h, user: u, path: p, hostKeys: ["SHA256:${"A".repeat(43)}"]`;

  test.each([
    ["nobody: the environment's credentials", s3],
    ["a key", `${s3}, accessKeyId: a, secretAccessKey: b`],
    ["a key for a time", `${s3}, accessKeyId: a, secretAccessKey: b, sessionToken: c`],
    ["a password", `${sftp}, password: a`],
    ["a private key", `${sftp}, privateKey: "\${file:key}"`],
  ])("is told by %s", (_, destination) => {
    expect(to(destination)).toEqual([]);
  });

  test.each([
    ["half a key", `${s3}, accessKeyId: a`],
    ["a token without a key", `${s3}, sessionToken: c`],
    ["a key of KMS without its encryption", `${s3}, kmsKey: k`],
    ["nothing", sftp],
  ])("is not told by %s", (_, destination) => {
    expect(to(destination)).toEqual(["connection-sign-in 4:10"]);
  });

  test.each([s3, `${sftp}, password: a`])("is not for the repository's own file to say: %s", (destination) => {
    expect(to(destination, false)).toEqual([expect.stringMatching(/^connections-untrusted 4:/)]);
  });
});

function kafka(...keys: string[]): string {
  const broker = ["type: kafka", 'servers: ["broker:9093"]', ...keys].join(", ");
  return `${postgres()}brokers:\n  main: { ${broker} }\n`;
}

describe("brokers", () => {
  test("take references in secret fields, however deep, and nowhere else", () => {
    expect(findings(kafka('sasl: { mechanism: scram-sha-256, username: "${env:A}", password: "${file:/run/b}" }'))).toEqual([]);
    expect(findings(kafka().replace('"broker:9093"', '"${env:BROKER}"'))).toEqual([]);
    expect(findings(kafka('ca: "${file:/etc/ca.pem}"'))).toEqual(["secret-outside-connections 6:54"]);
  });

  test("sign in whole, and not in the clear", () => {
    expect(findings(kafka('certificate: "${file:/run/c}"'))).toEqual(["connection-sign-in 6:9"]);
    expect(findings(kafka("tls: disable", "ca: ca.pem"))).toEqual(["connection-sign-in 6:55"]);
    const plain = kafka("tls: disable", "sasl: { mechanism: plain, username: a, password: b }");
    const connections = { path: "connections.yaml", text: plain, trusted: true };
    const found = loadProject({ ...projectWith(), connections }, { today }).diagnostics;
    expect(found).toMatchObject([{ code: "connection-sign-in", severity: "warning" }]);
  });

  test("are not named by the repository's own file", () => {
    const text = `kind: Connections\nwarehouses: { sample: { type: duckdb } }\ndestinations: { local: { type: file, path: out } }\nbrokers: { main: { type: kafka, servers: ["a:1"] } }\n`;
    const connections = { path: "connections.yaml", text, trusted: false };
    const found = loadProject({ ...projectWith(), connections }, { today }).diagnostics.map(summary);
    expect(found).toEqual(["connections-untrusted 4:18"]);
  });
});
