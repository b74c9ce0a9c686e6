import { proveFence } from "../execute/fence.ts";

/** SOAK=20 does everything twenty times; SOAK_LEDGER=postgres keeps the ledger there. test/real does it with servers. */
proveFence({
  type: "file",
  ledger: process.env["SOAK_LEDGER"] === "postgres" ? "postgres" : "sqlite",
  renew: async () => ({ type: "file" }),
});
