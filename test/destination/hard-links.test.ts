import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linkExclusively } from "../../runner/src/destination/file/hard-links.ts";

describe("a second name for a file", () => {
  it("is given once", async () => {
    const folder = await mkdtemp(join(tmpdir(), "datafeed-links-"));
    const [source, target] = [join(folder, "source"), join(folder, "target")];
    await writeFile(source, "text");
    await linkExclusively(source, target);
    expect(await readFile(target, "utf8")).toBe("text");
    await expect(linkExclusively(source, target)).rejects.toMatchObject({ code: "EEXIST" });
    await rm(folder, { recursive: true });
  });

  it.runIf(process.platform === "linux" && process.getuid?.() === 0)(
    "is refused by a file system that has none, and said so",
    async () => {
      await expect(linkExclusively("/sys/kernel/uevent_seqnum", "/sys/kernel/another")).rejects.toMatchObject({
        code: "destination-no-links",
      });
    },
  );
});
