import type { Moment } from "../../warehouse/warehouse.ts";
import type { Asking } from "./read-rows.ts";

/** Asks for rows in a moment of PostgreSQL. */
export function askingIn(moment: Moment): Asking {
  return { dialect: "postgres", ask: (query) => moment.read(query) };
}
