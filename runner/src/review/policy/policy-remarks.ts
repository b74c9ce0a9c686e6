import type { PiiClass, Product, Project, User } from "../../../../schemas/generated/documents.ts";
import { defaults, type RuleName } from "../../load/defaults.ts";
import { classMask, stricter } from "../../load/grants.ts";
import { type RulesInForce, rulesOf } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import { grantRemarks } from "./grant-remarks.ts";
import { listed, type PolicyRemark } from "./policy-remark.ts";

/**
 * What a change of datafeed.yaml means, the most telling first: what it grants, unmasks or relaxes, then where data go, then the
 * rest.
 *
 * @param today YYYY-MM-DD, UTC.
 */
export function policyRemarks(base: Project | undefined, head: Project, today: string): readonly PolicyRemark[] {
  const remarks = [
    ...grantRemarks(base, head, today),
    ...maskRemarks(base, head),
    ...ruleRemarks(base, head),
    ...userRemarks(base, head),
    ...placeRemarks(base, head),
  ];
  return [...remarks.filter(({ loosens }) => loosens), ...remarks.filter(({ loosens }) => !loosens)];
}

function maskRemarks(base: Project | undefined, head: Project): readonly PolicyRemark[] {
  const classes = new Set([...Object.keys(base?.masking ?? {}), ...Object.keys(head.masking ?? {})] as PiiClass[]);
  return [...classes].flatMap((pii) => {
    const [before, after] = [base === undefined ? defaults.mask : classMask(base, pii), classMask(head, pii)];
    if (before === after) return [];
    const loosens = stricter(before, after) === before;
    const verb = loosens ? "weakens" : "strengthens";
    return [
      {
        text: `${verb} the mask of ${shown(pii)}: ${shown(after)} in place of ${shown(before)}`,
        loosens,
        path: ["masking", pii],
      },
    ];
  });
}

const gravity = ["ignore", "warn", "error"] as const;

function ruleRemarks(base: Project | undefined, head: Project): readonly PolicyRemark[] {
  const [before, after] = [rulesOf(base), rulesOf(head)];
  const changed = (Object.keys(defaults.rules) as RuleName[]).flatMap((name) => {
    if (before[name] === after[name]) return [];
    const loosens = gravity.indexOf(after[name]) < gravity.indexOf(before[name]);
    const text = `${loosens ? "relaxes" : "tightens"} the rule ${shown(name)}: ${shown(after[name])} in place of ${shown(before[name])}`;
    return [{ text, loosens, path: ["rules", name] }];
  });
  return [...changed, ...grantDaysRemark(before, after)];
}

function grantDaysRemark({ grantDays: before }: RulesInForce, { grantDays: after }: RulesInForce): readonly PolicyRemark[] {
  if (before === after) return [];
  const loosens = before !== undefined && (after === undefined || after > before);
  const [now, then] = [after ?? "any number", before ?? "any number"];
  return [{ text: `lets grants last ${now} days in place of ${then}`, loosens, path: ["rules", "grantDays"] }];
}

function userRemarks(base: Project | undefined, { users }: Project): readonly PolicyRemark[] {
  // In a new project everybody is new.
  if (base === undefined) return [];
  const added = Object.entries(users).flatMap(([name, { role }]): PolicyRemark[] => {
    const before = userOf(base, name)?.role;
    if (before === role) return [];
    const loosens = role === "admin";
    const reads = loosens ? ", who reads every extract" : "";
    const path = ["users", name];
    if (before === undefined) return [{ text: `adds the user ${shown(name)}: ${role}${reads}`, loosens, path }];
    return [{ text: `makes ${shown(name)} ${role} in place of ${before}${reads}`, loosens, path }];
  });
  const removed = Object.keys(base.users).filter((name) => !Object.hasOwn(users, name));
  return [...added, ...removed.map((name) => ({ text: `removes the user ${shown(name)}`, loosens: false, path: ["users"] }))];
}

function userOf({ users }: Project, name: string): User | undefined {
  return Object.hasOwn(users, name) ? users[name] : undefined;
}

/** Where data come from, and where they go. */
function placeRemarks(base: Project | undefined, head: Project): readonly PolicyRemark[] {
  if (base === undefined) return [];
  const [from, to] = [base.defaults?.to ?? defaults.to, head.defaults?.to ?? defaults.to];
  const destination = `sends files to ${shown(to)} in place of ${shown(from)}, where extracts name no destination`;
  return [
    ...(from === to ? [] : [{ text: destination, loosens: false, path: ["defaults", "to"] }]),
    ...Object.entries(head.products).flatMap(([id, product]) => {
      return productRemarks(id, Object.hasOwn(base.products, id) ? base.products[id] : undefined, product);
    }),
    ...Object.keys(base.products)
      .filter((id) => !Object.hasOwn(head.products, id))
      .map((id) => ({ text: `removes the product ${shown(id)}`, loosens: false, path: ["products"] })),
  ];
}

function productRemarks(id: string, before: Product | undefined, product: Product): readonly PolicyRemark[] {
  const { warehouse } = product;
  const path = ["products", id, "warehouse"];
  if (before === undefined)
    return [{ text: `adds the product ${shown(id)}, read from ${shown(warehouse)}`, loosens: false, path }];
  const moved = `moves the product ${shown(id)} to the warehouse ${shown(warehouse)}, from ${shown(before.warehouse)}`;
  return [
    ...templatesRemarks(id, before.templates, product.templates),
    ...(before.warehouse === warehouse ? [] : [{ text: moved, loosens: false, path }]),
  ];
}

/** Which templates may be read in a product; no list: all. */
function templatesRemarks(id: string, before: Product["templates"], after: Product["templates"]): readonly PolicyRemark[] {
  const path = ["products", id];
  if (after === undefined) {
    if (before === undefined) return [];
    return [
      { text: `lets the product ${shown(id)} be read by every template, not only by ${listed(before)}`, loosens: true, path },
    ];
  }
  const at = [...path, "templates"];
  if (before === undefined) {
    return [{ text: `lets the product ${shown(id)} be read by ${listed(after)} alone`, loosens: false, path: at }];
  }
  const added = after.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !after.includes(name));
  return [
    ...(added.length === 0
      ? []
      : [{ text: `lets the product ${shown(id)} be read by ${listed(added)}, too`, loosens: true, path: at }]),
    ...(removed.length === 0
      ? []
      : [{ text: `lets the product ${shown(id)} be read by ${listed(removed)} no longer`, loosens: false, path: at }]),
  ];
}
