import { basename } from "node:path";
import type { Plan } from "../compile/plan.ts";
import type { ResolvedTest } from "../load/project-documents.ts";
import { goldenFiles } from "./golden.ts";
import type { ProjectFiles } from "./project-files.ts";
import { rewriteExpectations } from "./rewrite-expectations.ts";
import type { Verdict } from "./test-result.ts";
import type { Written } from "./write-file.ts";

/**
 * Makes what came out what a test expects: golden files are written anew, in the document the rows that differ, the columns and
 * the count; comments stay. An expected error, or an empty window, is the test's point: it stays, and the answer says so. Errors:
 * test-file-unreadable.
 */
export async function updateTest(
  test: ResolvedTest,
  failed: Verdict,
  came: { readonly plan: Plan; readonly written: Written } | undefined,
  files: ProjectFiles,
): Promise<Verdict> {
  const { expect } = test.document.value;
  if (expect.error !== undefined || expect.empty !== undefined || came === undefined) {
    const what =
      came === undefined
        ? "the run ended with an error"
        : `\`${expect.error === undefined ? "empty" : "error"}\` is for you to change`;
    return { ...failed, message: `${failed.message ?? ""} Not updated: ${what}.` };
  }
  const updated: string[] = [];
  if (expect.golden !== undefined) {
    for (const { name, content } of goldenFiles(expect.golden, came.plan, came.written.contents)) {
      if ((await files.find(test.file, name))?.equals(content)) continue;
      updated.push(await files.write(test.file, name, content));
    }
  }
  const own = basename(test.file);
  const { bytes } = await files.read(test.file, own);
  const text = bytes.toString("utf8");
  const rewritten = rewriteExpectations(text, test, came.plan, came.written);
  if (rewritten === undefined) {
    return {
      ...failed,
      message: `${failed.message ?? ""} Not updated: the rows are written with anchors or aliases.`,
      updated,
    };
  }
  if (rewritten !== text) updated.push(await files.write(test.file, own, rewritten));
  if (updated.length === 0) return failed;
  return { state: "passed", message: `Updated: ${updated.join(", ")}.`, updated };
}
