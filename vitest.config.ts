import { defineConfig } from "vitest/config";
import { compileCache } from "./test/support/compile-cache.ts";

// Texts are compared without colours, whatever the surroundings say of them.
const env = { NO_COLOR: "1", NODE_COMPILE_CACHE: compileCache };

// In CI a test that fails is run once more: thousands of them watch real servers and processes. Those that pass then are named
// at the end. On a desk a test fails at once.
const retry = process.env["CI"] === undefined ? 0 : 1;

// What is waited for comes, however busy the machine is: the usual second is not enough.
const expect = { poll: { timeout: 30_000 } };

// Functions, of which no other process and no server knows: their tests share workers, where half of the time went into loading
// the same modules for each file.
const functions = [
  "test/{conversation-metrics,errors,history,language,load,pipe,project,schedule}/**/*.test.ts",
  "test/extension/{commands,feeds,form,history,language,projects,webviews,wizard}/**/*.test.ts",
  "test/review/{exposure,policy,render,windows}/**/*.test.ts",
];

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/flaky-reporter.ts"],
    projects: [
      {
        test: {
          name: "functions",
          env,
          retry,
          expect,
          include: functions,
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "unit",
          env,
          retry,
          expect,
          include: ["test/**/*.test.ts"],
          exclude: ["test/real/**", ...functions],
          globalSetup: ["test/support/postgres-setup.ts", "test/support/ledger-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "real",
          env,
          retry,
          expect,
          include: ["test/real/**/*.test.ts"],
          exclude: ["test/real/workbench*.test.ts"],
          maxWorkers: 2,
          globalSetup: ["test/support/postgres-setup.ts", "test/support/ledger-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "workbench",
          env,
          retry,
          expect,
          include: ["test/real/workbench*.test.ts"],
          globalSetup: ["test/support/postgres-setup.ts", "test/support/workbench/setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One window at a time, after the other tests: an editor in a browser needs both cores of a small machine.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
