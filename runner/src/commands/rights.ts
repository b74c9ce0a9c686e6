import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Caller, Role } from "./commands.ts";

/** How far a role reaches with an action: nowhere, to what is its own, to what it sees (its own and what is shared), everywhere. */
export type Reach = "none" | "own" | "seen" | "all";

/** Who may do what; the one table of rights. What a caller does not see is not there for them, whatever stands here. */
export const rights = {
  "extract.read": { admin: "all", developer: "seen", viewer: "seen" },
  "schedule.read": { admin: "all", developer: "seen", viewer: "seen" },
  "schedule.pause": { admin: "all", developer: "seen", viewer: "none" },
  "schedule.resume": { admin: "all", developer: "seen", viewer: "none" },
  "schedule.skip": { admin: "all", developer: "own", viewer: "none" },
  "schedule.backfill": { admin: "all", developer: "seen", viewer: "none" },
  "run.read": { admin: "all", developer: "seen", viewer: "seen" },
  "run.dispatch": { admin: "all", developer: "seen", viewer: "none" },
  "run.cancel": { admin: "all", developer: "seen", viewer: "none" },
  "run.retry": { admin: "all", developer: "seen", viewer: "none" },
  "run.abandon": { admin: "all", developer: "own", viewer: "none" },
  "output.read": { admin: "all", developer: "seen", viewer: "seen" },
  "output.download": { admin: "all", developer: "seen", viewer: "seen" },
  "output.verify": { admin: "all", developer: "seen", viewer: "seen" },
  "output.delete": { admin: "all", developer: "own", viewer: "none" },
  "output.pin": { admin: "all", developer: "own", viewer: "none" },
  "export.supersede": { admin: "all", developer: "none", viewer: "none" },
  preview: { admin: "all", developer: "seen", viewer: "none" },
  "feed.read": { admin: "all", developer: "seen", viewer: "seen" },
  "feed.pause": { admin: "all", developer: "seen", viewer: "none" },
  "feed.resume": { admin: "all", developer: "seen", viewer: "none" },
  "feed.replay": { admin: "all", developer: "own", viewer: "none" },
  "feed.position": { admin: "all", developer: "own", viewer: "none" },
  "token.list": { admin: "all", developer: "own", viewer: "own" },
  "token.create": { admin: "all", developer: "none", viewer: "none" },
  "token.revoke": { admin: "all", developer: "own", viewer: "own" },
  "token.regenerate": { admin: "all", developer: "none", viewer: "none" },
  "status.read": { admin: "all", developer: "all", viewer: "all" },
  "audit.read": { admin: "all", developer: "none", viewer: "none" },
  "metrics.read": { admin: "all", developer: "all", viewer: "all" },
} as const satisfies Readonly<Record<string, Readonly<Record<Role, Reach>>>>;

/** What a user may or may not do. */
export type Action = keyof typeof rights;

/** How far a caller reaches with an action. */
export function reachOf(caller: Caller, action: Action): Reach {
  return rights[action][caller.role];
}

/**
 * Refuses what the caller's role does not reach. Ask without an owner before anything is looked up, so that the answer tells
 * nothing of what is there, and with the owner of what was found. Error: `not-allowed`.
 */
export function checkRight(caller: Caller, action: Action, owner?: string): void {
  const reach = reachOf(caller, action);
  if (reach === "none") {
    throw new DatafeedError("not-allowed", `The role ${caller.role} of ${caller.user} does not allow ${action}.`, {
      hint: `Ask ${rolesFor(action)}.`,
    });
  }
  if (reach === "own" && owner !== undefined && owner !== caller.user) {
    throw new DatafeedError("not-allowed", `${caller.user} may do ${action} to what is their own alone; this is ${owner}'s.`, {
      hint: `Ask ${owner}, or an admin.`,
    });
  }
}

function rolesFor(action: Action): string {
  const roles = (["admin", "developer", "viewer"] as const).filter((role) => rights[action][role] !== "none");
  return roles.length === 1 ? `an ${roles[0]}` : `somebody with the role ${roles.join(" or ")}`;
}
