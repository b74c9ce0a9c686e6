import { expect, test } from "vitest";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";

// Linux alone has /proc, a folder in which nobody, root included, can make another.
test.skipIf(process.platform !== "linux")("a folder that can't be made is not said to be without its own folder", async () => {
  await using destination = openFileDestination("local", { path: "/proc/out" }, "/");
  const said = JSON.stringify(await destination.check(new AbortController().signal).catch(({ message }) => message));
  expect(said).toContain("Folder /proc/out does not exist, and the system lets nobody make it");
});
