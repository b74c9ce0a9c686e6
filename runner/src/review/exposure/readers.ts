import type { Project } from "../../../../schemas/generated/documents.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import { shown } from "../../load/shown-value.ts";
import type { ExposureKind } from "../plan-report.ts";

/** Somebody who could not read an extract's files before. */
export interface NewReaders {
  readonly how: Extract<ExposureKind, "shared" | "owner" | "destination" | "warehouse">;
  /** What has changed, in words. */
  readonly because: string;
  readonly readers: string;
}

/**
 * Who may read an extract's files, in words: over the API its owner and admins, or everybody; a destination has its own rights.
 * Events are read in their topic alone.
 */
export function readersOf(extract: ResolvedExtract): string {
  if (extract.event !== undefined) return readersOfTopic(extract.event);
  return `${peopleOf(extract)}, and whoever reads the destination ${shown(extract.output.to)}`;
}

function readersOfTopic({ broker, topic }: NonNullable<ResolvedExtract["event"]>): string {
  return `whoever reads the topic ${shown(topic)} of the broker ${shown(broker)}`;
}

function peopleOf({ shared, owner, project }: ResolvedExtract): string {
  return shared ? `everybody in ${project.organization}` : `the owner ${shown(owner)} and admins`;
}

/**
 * Who becomes able to read what an extract's columns hold already. Another warehouse counts among them: the same columns, but
 * other people's data.
 *
 * @param policy The base's: whom it calls an admin could read everything before.
 */
export function newReaders(base: ResolvedExtract, head: ResolvedExtract, policy: Project): readonly NewReaders[] {
  if (head.event !== undefined) return [...newReadersOfTopic(base, head.event), ...newReadersOfWarehouse(base, head)];
  const found: NewReaders[] = [];
  if (head.shared && !base.shared) {
    found.push({ how: "shared", because: "the extract becomes shared", readers: peopleOf(head) });
  }
  const wasAdmin = Object.hasOwn(policy.users, head.owner) && policy.users[head.owner]?.role === "admin";
  if (!head.shared && !base.shared && head.owner !== base.owner && !wasAdmin) {
    found.push({
      how: "owner",
      because: `its owner is ${shown(head.owner)} in place of ${shown(base.owner)}`,
      readers: shown(head.owner),
    });
  }
  if (head.output.to !== base.output.to) {
    const because = `its files go to ${shown(head.output.to)} in place of ${shown(base.output.to)}`;
    found.push({ how: "destination", because, readers: `whoever reads the destination ${shown(head.output.to)}` });
  }
  return [...found, ...newReadersOfWarehouse(base, head)];
}

function newReadersOfWarehouse(base: ResolvedExtract, head: ResolvedExtract): readonly NewReaders[] {
  if (head.product.warehouse === base.product.warehouse) return [];
  const because = `it reads the warehouse ${shown(head.product.warehouse)} in place of ${shown(base.product.warehouse)}`;
  return [{ how: "warehouse", because, readers: readersOf(head) }];
}

function newReadersOfTopic(
  { event: before }: ResolvedExtract,
  event: NonNullable<ResolvedExtract["event"]>,
): readonly NewReaders[] {
  if (before?.topic === event.topic && before.broker === event.broker) return [];
  const was = before === undefined ? "" : ` in place of ${shown(before.topic)} of ${shown(before.broker)}`;
  const because = `its events go to the topic ${shown(event.topic)} of the broker ${shown(event.broker)}${was}`;
  return [{ how: "destination", because, readers: readersOfTopic(event) }];
}
