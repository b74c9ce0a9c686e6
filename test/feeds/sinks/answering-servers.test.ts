import { expect, test } from "vitest";
import { answeringServers } from "../../../runner/src/feeds/sinks/kafka/answering-servers.ts";

/** Asks servers that answer, fail or hang, and notes whom it asked. */
function asking(answers: Readonly<Record<string, "answers" | "fails" | "hangs">>) {
  const asked: string[] = [];
  let left = 0;
  const ask = async (server: string, over: AbortSignal): Promise<void> => {
    asked.push(server);
    if (answers[server] === "fails") throw new Error("refused");
    if (answers[server] === "answers") return;
    over.addEventListener("abort", () => left++);
    await new Promise(() => {});
  };
  return { asked, ask, left: () => left };
}

/** So long that a test which waits for it fails. */
const long = 3_600_000;

test("the first server that answers stays the first, and no other is asked", async () => {
  const { ask, asked } = asking({ a: "answers", b: "answers" });
  expect(await answeringServers(["a", "b"], ask, long)).toEqual(["a", "b"]);
  expect(asked).toEqual(["a"]);
});

test("one that fails is followed by the next at once", async () => {
  const { ask } = asking({ a: "fails", b: "answers", c: "answers" });
  expect(await answeringServers(["a", "b", "c"], ask, long)).toEqual(["b", "c"]);
});

test("one that hangs is followed by the next after a while, and left", async () => {
  const { ask, left } = asking({ a: "hangs", b: "hangs", c: "answers", d: "answers" });
  expect(await answeringServers(["a", "b", "c", "d"], ask, 1)).toEqual(["c", "d"]);
  expect(left()).toBe(2);
});

test("one that is slow to answer counts, though others were asked meanwhile", async () => {
  const answer = Promise.withResolvers<void>();
  const ask = async (server: string): Promise<void> => {
    if (server === "a") return await answer.promise;
    answer.resolve();
    throw new Error("refused");
  };
  expect(await answeringServers(["a", "b"], ask, 1)).toEqual(["a"]);
});

test("where none answers they stay as they are; one alone is not asked", async () => {
  const { ask, asked } = asking({ a: "fails", b: "fails" });
  expect(await answeringServers(["a", "b"], ask, long)).toEqual(["a", "b"]);
  expect(await answeringServers(["a"], ask, long)).toEqual(["a"]);
  expect(asked).toEqual(["a", "b"]);
});
