import { isMap } from "yaml";
import { fixName } from "./fix-names.ts";
import { addKeys, change, removeItem, removeKey, removeKeys, rewrite } from "./make-fix.ts";
import type { Fixer } from "./quick-fix.ts";

/** A feed's source: one of two ways. */
export const fixFeedSource: Fixer = (finding) => {
  const { spot, around } = finding;
  if (spot.path.at(-1) !== "source") return [removeKey(finding)];
  if (!isMap(spot.value)) return [];
  const preferred = around.text(["source", "every"]) !== undefined ? { preferred: true as const } : {};
  const lookback = addKeys(finding, ["source"], new Map([["lookback", "10m"]]), preferred);
  return [lookback, addKeys(finding, ["source"], new Map([["changes", "datafeed.changes"]]))];
};

/** An event that comes first: the nearest that there is; of those that wait for each other one waits no more. */
export const fixFeedAfter: Fixer = (finding) => {
  const { spot, around } = finding;
  const after = around.text(spot.path) ?? "";
  if (!around.keys(["events"]).includes(after)) return fixName(finding);
  return [removeKeys(finding, spot.path.slice(0, -1), ["after", "hold"])];
};

/** An event of updates alone, which a look can't tell. */
export const fixFeedRaise: Fixer = ({ spot }) => {
  return [rewrite(spot.value as never, "[insert, update]", "Raise it by new rows, too", { preferred: true })];
};

/** What can't happen to a feed. */
export const fixFeedNotify: Fixer = (finding) => {
  const { spot, around } = finding;
  const listed = around.items(spot.path.slice(0, -1));
  return [listed.length > 1 ? removeItem(finding, { preferred: true }) : change(spot.value, "failure", spot.flow)];
};
