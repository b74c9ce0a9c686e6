import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
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
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.some((folder) => existsSync(join(folder, program)));
  expect(found, `${program} is missing: install it, on Debian by: apt-get install ${packages[program]}`).toBe(true);
});
