import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/real/**"],
          globalSetup: ["test/support/postgres-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "real",
          include: ["test/real/**/*.test.ts"],
          exclude: ["test/real/workbench*.test.ts"],
          globalSetup: ["test/support/postgres-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "workbench",
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
