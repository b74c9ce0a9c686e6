import { listAudit } from "../../ledger/audit.ts";
import type { Commands } from "../commands.ts";
import { orderOf, pageAnswer, pageOf } from "../paging.ts";
import { checkRight } from "../rights.ts";
import type { Desk } from "./desk.ts";

/** Who did what. */
export function auditCommands({ estate, caller }: Desk): Pick<Commands, "listAudit"> {
  return {
    listAudit: async (query = {}) => {
      checkRight(caller, "audit.read");
      const page = pageOf(query);
      const { direction } = orderOf(query, ["at"], { by: "at", direction: "desc" });
      const { actor, action, search } = query;
      const filter = {
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
        ...(search === undefined ? {} : { search }),
      };
      const { items, total } = await listAudit(estate.ledger, filter, page, direction);
      const views = items.map(({ at, actor, action, subject, outcome, client, detail }) => ({
        at,
        actor,
        action,
        ...(subject === undefined ? {} : { subject }),
        outcome,
        ...(client === undefined ? {} : { client }),
        ...(detail === undefined ? {} : { detail }),
      }));
      return pageAnswer(views, total, page);
    },
  };
}
