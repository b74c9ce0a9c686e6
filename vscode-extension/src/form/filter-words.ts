import type { FilterNode } from "./filter-tree.ts";
import type { Translate } from "./translate.ts";
import { isList, type Json } from "./yaml/json.ts";

/** So many values of a list are written out. */
const mostValues = 4;

/** An operator as people say it; `{0}` stands for the value, `{1}` for the second. */
export const operatorWords: Readonly<Record<string, string>> = {
  eq: "is {0}",
  ne: "is not {0}",
  in: "is one of {0}",
  notIn: "is none of {0}",
  lt: "is less than {0}",
  lte: "is at most {0}",
  gt: "is greater than {0}",
  gte: "is at least {0}",
  between: "is between {0} and {1}",
  contains: "contains {0}",
  startsWith: "starts with {0}",
  endsWith: "ends with {0}",
  isNull: "has no value",
  isNotNull: "has a value",
};

/** A filter in words: "Channel is one of Web-Chat, Voice and Duration(ms) is at least 1000". */
export function filterWords(node: FilterNode, t: Translate, inner = false): string {
  if (node.kind === "condition") {
    const [first = "", second = ""] =
      node.operator === "between" && isList(node.value) ? node.value.map(valueWords) : [listWords(node.value, t)];
    return `${node.field} ${t(operatorWords[node.operator] ?? `${node.operator} {0}`, first, second)}`;
  }
  if (node.kind === "not") return t("not ({0})", filterWords(node.item, t));
  const word = node.join === "all" ? t("and") : t("or");
  const whole = node.items.map((item) => filterWords(item, t, true)).join(` ${word} `);
  return inner && node.items.length > 1 ? `(${whole})` : whole;
}

function listWords(value: Json, t: Translate): string {
  if (!isList(value)) return valueWords(value);
  const shown = value.slice(0, mostValues).map(valueWords).join(", ");
  return value.length > mostValues ? t("{0} and {1} more", shown, value.length - mostValues) : shown;
}

function valueWords(value: Json): string {
  return value === "" ? '""' : typeof value === "string" ? value : JSON.stringify(value);
}
