import type { Commands } from "../commands.ts";

const pending = (): never => {
  throw new Error("the ledger's part of this is not there yet");
};

export const pendingCommands = {
  pause: pending,
  resume: pending,
  skip: pending,
  backfill: pending,
} satisfies Partial<Commands>;
