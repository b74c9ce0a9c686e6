import type { Project } from "../../../../schemas/generated/documents.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { ExposureKind } from "../plan-report.ts";

/** Somebody who could not read an extract's files before. */
export interface NewReaders {
  readonly how: Extract<ExposureKind, "shared" | "owner" | "destination" | "warehouse">;
  /** What has changed, in words. */
  readonly because: string;
  readonly readers: string;
}

/** Who may read an extract's files, in words: over the API its owner and admins, or everybody; a destination has its own rights. */
export function readersOf(extract: ResolvedExtract): string {
  return `${peopleOf(extract)}, and whoever reads the destination ${extract.output.to}`;
}

function peopleOf({ shared, owner, project }: ResolvedExtract): string {
  return shared ? `everybody in ${project.organization}` : `the owner ${owner} and admins`;
}

/**
 * Who becomes able to read what an extract's columns hold already. Another warehouse counts among them: the same columns, but
 * other people's data.
 *
 * @param policy The base's: whom it calls an admin could read everything before.
 */
export function newReaders(base: ResolvedExtract, head: ResolvedExtract, policy: Project): readonly NewReaders[] {
  const found: NewReaders[] = [];
  if (head.shared && !base.shared) {
    found.push({ how: "shared", because: "the extract becomes shared", readers: peopleOf(head) });
  }
  const wasAdmin = Object.hasOwn(policy.users, head.owner) && policy.users[head.owner]?.role === "admin";
  if (!head.shared && !base.shared && head.owner !== base.owner && !wasAdmin) {
    found.push({ how: "owner", because: `its owner is ${head.owner} in place of ${base.owner}`, readers: head.owner });
  }
  if (head.output.to !== base.output.to) {
    const because = `its files go to ${head.output.to} in place of ${base.output.to}`;
    found.push({ how: "destination", because, readers: `whoever reads the destination ${head.output.to}` });
  }
  if (head.product.warehouse !== base.product.warehouse) {
    const because = `it reads the warehouse ${head.product.warehouse} in place of ${base.product.warehouse}`;
    found.push({ how: "warehouse", because, readers: readersOf(head) });
  }
  return found;
}
