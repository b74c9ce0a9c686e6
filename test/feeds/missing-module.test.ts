import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { feedError } from "../../runner/src/feeds/errors.ts";
import { orMissingModule } from "../../runner/src/feeds/missing-module.ts";

/** The error of Node itself: tests are loaded by another loader. */
function errorOfNode(loading: string): Error {
  const tell = `${loading}.catch((error) => process.stdout.write(JSON.stringify({ code: error.code, message: error.message })))`;
  const { message, code } = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", tell], { encoding: "utf8" }),
  );
  return Object.assign(new Error(message), { code });
}

test.each(["import('@platformatic/not-there')", "import('./not-there.ts')", "import('pg/not-there')"])(
  "%s says which part is missing, and what to do",
  (loading) => {
    const error = orMissingModule(errorOfNode(loading));
    expect(error).toMatchObject({ code: "feed-program-incomplete", hint: expect.stringContaining("Install Datafeed again") });
    expect(String(error)).toContain("not-there");
  },
);

test("so does one that is required, in one line", () => {
  let thrown: unknown;
  try {
    createRequire(import.meta.url)("./not-there.cjs");
  } catch (error) {
    thrown = error;
  }
  const told = orMissingModule(thrown);
  expect(told).toMatchObject({ code: "feed-program-incomplete" });
  expect(String(told)).not.toContain("\n");
});

test.each([new TypeError("x"), Object.assign(new Error("x"), { code: "ENOENT" }), feedError("feed-lost", "x"), undefined])(
  "%s stays as it is",
  (error) => expect(orMissingModule(error)).toBe(error),
);
