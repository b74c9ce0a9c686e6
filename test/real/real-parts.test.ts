import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { kafkaJars } from "../support/kafka/install.ts";
import { programs } from "./programs.ts";

const packages: Readonly<Record<(typeof programs)[number], string>> = {
  psql: "postgresql-client",
  unzip: "unzip",
  zipinfo: "unzip",
  zip: "zip",
  gzip: "gzip",
  jq: "jq",
  python3: "python3",
  sha256sum: "coreutils",
  openssl: "openssl",
};

test.each(programs)("%s is there", (program) => {
  expect(isThere(program), `${program} is missing: install it, on Debian by: apt-get install ${packages[program]}`).toBe(true);
});

test("Apache Kafka is there, with Java to run it and kcat to read it", async () => {
  for (const program of ["java", "kcat"]) expect(isThere(program), `${program} is missing: run scripts/test-kafka`).toBe(true);
  await kafkaJars();
});

function isThere(program: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}
