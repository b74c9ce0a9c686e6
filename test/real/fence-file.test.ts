import { proveFence } from "../execute/fence.ts";

proveFence({ type: "file", ledger: "postgres", renew: async () => ({ type: "file" }) });
