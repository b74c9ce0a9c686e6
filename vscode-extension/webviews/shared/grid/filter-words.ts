import { formatBytes, formatCount } from "../format.ts";
import { t } from "../l10n.ts";
import type { ColumnFilter, FilterValue } from "./columns.ts";

/** What a column is narrowed to, in words: `Owner: amy, ben`, `Size: 1 KB to 2 MB`. */
export function filterInWords(label: string, filter: ColumnFilter, value: FilterValue): string {
  switch (value.type) {
    case "text":
      if (filter.type === "text" && filter.whole === true) return t("{0}: {1}", label, value.text);
      return t('{0}: contains "{1}"', label, value.text);
    case "choice": {
      const labels = filter.type === "choice" ? filter.options : [];
      const names = value.values.map((each) => labels.find((option) => option.value === each)?.label ?? each);
      return t("{0}: {1}", label, names.join(", "));
    }
    case "range": {
      const show = (end: number): string => (filter.type === "range" ? endInWords(end, filter.of) : `${end}`);
      if (value.to === undefined) return t("{0}: from {1}", label, show(value.from!));
      if (value.from === undefined) return t("{0}: up to {1}", label, show(value.to));
      return t("{0}: {1} to {2}", label, show(value.from), show(value.to));
    }
  }
}

function endInWords(end: number, of: "number" | "bytes" | "day"): string {
  if (of === "bytes") return formatBytes(end);
  if (of === "number") return formatCount(end);
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(end);
}
