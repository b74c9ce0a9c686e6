import { defineConfig } from "vitest/config";

// Texts are compared without colours, whatever the surroundings say of them.
const env = { NO_COLOR: "1" };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          env,
          include: ["test/**/*.test.ts"],
          exclude: ["test/real/**"],
          globalSetup: ["test/support/postgres-setup.ts", "test/support/ledger-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "real",
          env,
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
