import { t } from "../shared/l10n.ts";

/** An operator as the list of operators shows it. */
export function operatorLabel(operator: string): string {
  const labels: Readonly<Record<string, string>> = {
    eq: t("is"),
    ne: t("is not"),
    in: t("is one of"),
    notIn: t("is none of"),
    lt: t("is less than"),
    lte: t("is at most"),
    gt: t("is greater than"),
    gte: t("is at least"),
    between: t("is between"),
    contains: t("contains"),
    startsWith: t("starts with"),
    endsWith: t("ends with"),
    isNull: t("has no value"),
    isNotNull: t("has a value"),
  };
  return labels[operator] ?? operator;
}
