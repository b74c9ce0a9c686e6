import { expect, test } from "vitest";
import { expectFailure } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

const path = "extracts/contacts-for-excel.extract.yaml";

/** The example's extract with checks, and with other ones in their place. */
test("run publishes what passes its checks, says what they warn of, and publishes nothing where one is an error", async () => {
  using project = (await TestProject.withSample()).inProcess();
  const written = project.read(path);
  const withChecks = (checks: string): void => {
    project.write(path, written.replace(/^checks:\n(?: {2}.*\n)+/m, checks));
  };
  const passed = await project.run("run", "contacts-for-excel");
  expect(passed.code).toBe(0);
  expect(passed.stderr).not.toContain("! contacts-for-excel");

  withChecks("checks: [{ accepted: { Channel: [Fax] }, severity: warn }]\n");
  const warned = await project.run("run", "contacts-for-excel");
  expect(warned.code).toBe(0);
  expect(warned.stderr).toMatch(
    /! contacts-for-excel: the check `accepted: Channel` failed: \d+ rows with another `Channel` than `Fax`; Contact ID: `/,
  );
  const answer = JSON.parse((await project.run("run", "contacts-for-excel", "--format", "json")).stdout);
  expect(answer.outcomes[0]).toMatchObject({ state: "published", warnings: [expect.stringContaining("accepted: Channel")] });

  withChecks("checks: [{ rows: { max: 0 }, name: none yet }]\n");
  const files = project.files();
  const failed = await project.run("run", "contacts-for-excel");
  expectFailure(failed, "check-failed");
  expect(failed.stderr).toMatch(
    /Extract contacts-for-excel: the check `none yet` failed: \d+ rows where at most 0 are expected/,
  );
  expect(project.files().filter((file) => !file.startsWith(".datafeed"))).toEqual(
    files.filter((file) => !file.startsWith(".datafeed")),
  );

  const preview = await project.run("preview", "contacts-for-excel", "--rows", "1");
  expect(preview.code).toBe(0);

  withChecks("checks: [{ notnull: [Channel] }]\n");
  const refused = await project.run("validate");
  expect(refused.text).toMatch(/Did you mean `notNull`\?/);
});

test("the explained extract has its checks as they are written", async () => {
  using project = TestProject.withDocuments().inProcess();
  const { stdout } = await project.run("validate", "--explain", "contacts-for-excel");
  expect(stdout).toMatch(/checks:\n {2}- rows:\n {6}min: 1\n/);
  expect(stdout).toContain("name: ends after it starts");
});
