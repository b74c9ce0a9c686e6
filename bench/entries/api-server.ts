import { createApi } from "../../runner/src/api/api.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { recordAudit } from "../../runner/src/ledger/audit.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { createToken, findToken } from "../../runner/src/ledger/tokens.ts";
import { type Filling, fillOutputs } from "../fill-outputs.ts";

/** Serves the grid's list from a ledger full of outputs; says its address and the tokens, and ends with its input. */
const [place = "", outputs = "100000"] = process.argv.slice(2);
const roles = { admin: "admin", amy: "developer" } as const;
const fillings: readonly Filling[] = Array.from({ length: 100 }, (_, number) => ({
  extract: `extract-${number}`,
  owner: ["amy", "ben", "cat"][number % 3]!,
  shared: number % 4 === 0,
}));

const ledger = await openLedger(place);
await fillOutputs(ledger, fillings, Number(outputs));
const nothing = () => {
  throw new Error("the bench asks for lists alone");
};
const estate = {
  ledger,
  runner: { id: "bench", version: "0.0.0" },
  connections: { kind: "Connections" as const, warehouses: {}, destinations: {} },
  documents: () => ({
    project: undefined,
    extracts: new Map(),
    feeds: new Map(),
    refused: [],
    provenance: { approval: "unknown" as const },
  }),
  warehouse: nothing,
  destination: () => ({ locate: (path: string) => path }) as never,
  wake: nothing,
  interrupt: nothing,
};
const { app } = await createApi({
  version: "0.0.0",
  commandsFor: (caller) => localCommands(estate, caller),
  findToken: (text) => findToken(ledger, text),
  roleOf: (user) => roles[user as keyof typeof roles],
  recordAudit: (entries) => recordAudit(ledger, ...entries),
  idempotency: { begin: nothing, finish: nothing, drop: nothing },
  readiness: nothing,
  metrics: nothing,
  limits: { perToken: 1e9, perAddress: 1e9 },
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });
const tokens = await Promise.all(
  Object.keys(roles).map(async (user) => [
    user,
    (await createToken(ledger, { user, name: "bench", createdBy: "bench" })).token,
  ]),
);
console.log(JSON.stringify({ address, tokens: Object.fromEntries(tokens) }));
process.stdin.resume().on("end", () => process.exit(0));
