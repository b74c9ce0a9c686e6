import { beforeEach, expect, test } from "vitest";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { type ClosableDesk, CurrentDesk } from "../../vscode-extension/src/desk/current-desk.ts";

/** What happened, in order. */
let events: string[] = [];
beforeEach(() => {
  events = [];
});

/** Stands for a desk: what counts here is when it is opened, asked and closed. */
function deskOf(name: string, status: () => Promise<unknown>): ClosableDesk {
  return {
    status,
    [Symbol.asyncDispose]: async () => {
      events.push(`closed ${name}`);
    },
  } as unknown as ClosableDesk;
}

/** A current desk whose place is switched by hand, and whose questions are answered by hand. */
function world() {
  const answers = new Map<string, PromiseWithResolvers<unknown>>();
  let place = "a";
  const current = new CurrentDesk({
    choose: async () => {
      const name = place;
      return {
        key: name,
        open: async () => {
          events.push(`opened ${name}`);
          const answer = Promise.withResolvers<unknown>();
          answers.set(name, answer);
          return deskOf(name, () => answer.promise);
        },
      };
    },
    tell: (state) => events.push(state),
  });
  const go = (to: string): void => {
    place = to;
    current.renew();
  };
  return { current, go, answer: (name: string) => answers.get(name)! };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a desk is opened once, however many ask at the same time", async () => {
  const { current } = world();
  await Promise.all([current.get(), current.get(), current.get()]);
  expect(events).toEqual(["opened a"]);
});

test("another place closes the one before, and nobody asks it any more", async () => {
  const { current, go } = world();
  const early = current.get();
  go("b");
  await Promise.all([early, current.get(), current.get()]);
  go("c");
  await Promise.all([current.get(), current.get()]);
  await settled();
  expect(events).toEqual(["opened b", "opened c", "closed b"]);
});

test("what an older place answers says nothing about the one of now", async () => {
  const { current, go, answer } = world();
  const old = current.status();
  await settled();
  go("b");
  const now = current.status();
  await settled();
  answer("b").resolve({});
  await now;
  answer("a").reject(new DatafeedError("server-unreachable", "a is down"));
  await expect(old).rejects.toThrow("a is down");
  expect(events).toEqual(["opened a", "opened b", "closed a", "ready"]);
});

test("a place that stays the same when it is chosen anew still tells its failures", async () => {
  const { current, go, answer } = world();
  await current.get();
  go("a");
  const desk = await current.get();
  const asked = desk.status();
  answer("a").reject(new DatafeedError("server-unreachable", "a is down"));
  await expect(asked).rejects.toThrow("a is down");
  expect(events).toEqual(["opened a", "unreachable"]);
});

test("a failure is told, and the next question tries again", async () => {
  const { current, answer } = world();
  const first = current.status();
  await settled();
  answer("a").reject(new DatafeedError("server-unreachable", "a is down"));
  await expect(first).rejects.toThrow("a is down");
  expect(events).toEqual(["opened a", "unreachable"]);
  current.renew({ anew: true });
  const second = current.status();
  await settled();
  answer("a").resolve({});
  await second;
  expect(events).toEqual(["opened a", "unreachable", "closed a", "opened a", "ready"]);
});

test("a question that fails on its way is told, whoever asked it", async () => {
  const told: string[] = [];
  const down = new DatafeedError("server-unreachable", "it is down");
  const current = new CurrentDesk({
    choose: async () => ({ key: "a", open: async () => ({ listRuns: () => Promise.reject(down) }) as unknown as ClosableDesk }),
    tell: (state) => told.push(state),
  });
  await expect((await current.get()).listRuns()).rejects.toThrow("it is down");
  expect(told).toEqual(["unreachable"]);
});
