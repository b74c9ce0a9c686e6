import type { Column } from "../../compile/plan.ts";
import type { LogicalType, Shape, ShapeKey } from "../../load/types.ts";

/** What ends the type of a column that promises a value in each row. */
export const neverEmpty = ", never empty";

/** A column's type as people write it: `decimal(18, 2)`, `instant(3)`, `json { id: integer, tags: [string] }`. */
export function columnType({ type, jsonAs, required }: Column): string {
  return `${typeText(type)}${jsonAs === undefined ? "" : `, in JSON as ${jsonAs}`}${required === true ? neverEmpty : ""}`;
}

function typeText(type: LogicalType): string {
  switch (type.type) {
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "instant":
      return type.precision === 6 ? "instant" : `instant(${type.precision})`;
    case "local":
      return `local time of ${type.timezone}${type.precision === 6 ? "" : `(${type.precision})`}`;
    case "json":
      return type.shape === undefined ? "json" : `json ${shapeText(type.shape)}`;
    default:
      return type.type;
  }
}

/** `?`: the key may be left out; `!`: the value is never null. */
function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case "value":
      return typeText(shape.type);
    case "object":
      return `{ ${shape.keys.map(keyText).join(", ")} }`;
    case "array":
      return `[${shapeText(shape.items)}${shape.required === true ? "!" : ""}]`;
    case "map":
      return `{ *: ${shapeText(shape.values)} }`;
  }
}

function keyText({ name, shape, optional, required }: ShapeKey): string {
  return `${name}${optional === true ? "?" : ""}: ${shapeText(shape)}${required === true ? "!" : ""}`;
}
