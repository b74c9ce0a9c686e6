import { Temporal } from "temporal-polyfill";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { fileName } from "./naming.ts";
import type { Plan } from "./plan.ts";

type Placed = Pick<Plan, "extract" | "product" | "template" | "shared" | "kind" | "window" | "output">;

/**
 * Where an output goes: the folders of the output's `path`, then the file's name; relative to the destination, with forward
 * slashes. The date is that of the window's start in its zone. Errors: compile-path, compile-name-too-long.
 */
export function outputPath(plan: Placed, sequence: number): string {
  const folders = plan.output.path === undefined ? [] : outputFolders(plan, plan.output.path);
  return [...folders, fileName(plan, sequence)].join("/");
}

function outputFolders(plan: Placed, path: string): readonly string[] {
  const start = Temporal.Instant.from(plan.window.start).toZonedDateTimeISO(plan.window.timezone);
  const [year, month, day] = start.toPlainDate().toString().split("-");
  const values: Readonly<Record<string, string | undefined>> = {
    product: plan.product,
    extract: plan.extract,
    template: plan.template,
    year,
    month,
    day,
  };
  return path
    .split("/")
    .filter((folder, index, all) => folder !== "" || index === 0 || index < all.length - 1)
    .map((folder) =>
      checked(
        folder.replace(/\{([^{}]*)\}/g, (_, name: string) => {
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          if (value === undefined) throw refused(path, `{${name}} is none of ${Object.keys(values).join(", ")}`);
          return value;
        }),
        path,
      ),
    );
}

/** A folder that every file system holds under that name. */
function checked(folder: string, path: string): string {
  if (folder === "") throw refused(path, "a folder has no name, or the path starts with a slash");
  if (/^[. ]|[. ]$/.test(folder))
    throw refused(path, `the folder ${JSON.stringify(folder)} starts or ends with a dot or a space`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  const stranger = /[\u0000-\u001f\u007f\\:*?"<>|{}]/.exec(folder)?.[0];
  if (stranger !== undefined) throw refused(path, `it holds the character ${JSON.stringify(stranger)}`);
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(folder)) throw refused(path, `${folder} is a device on Windows`);
  return folder;
}

function refused(path: string, reason: string): DatafeedError {
  return new DatafeedError("compile-path", `The output path ${JSON.stringify(path)} does not work: ${reason}.`, {
    hint: "Write folders such as {product}/{year}/{month}.",
  });
}
