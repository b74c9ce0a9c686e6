import { expect, test } from "vitest";
import {
  clockObjection,
  fieldsObjection,
  nameObjection,
  timeObjection,
  zoneObjection,
} from "../../runner/src/cli/new-objections.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { readProject } from "../../runner/src/project/read-project.ts";

const loaded = loadProject(await readProject(process.cwd(), {}), { today: "2026-03-17" });
const name = nameObjection(loaded);
const fields = fieldsObjection(["Contact ID", "Channel"]);

test.each([
  ["a name that is free", name("my calls"), undefined],
  ["a name that another extract has, whatever its case", name("On-Request"), "The name `On-Request` is taken."],
  ["a name that a feed has", name("conversation-events"), "The name `conversation-events` is taken."],
  ["a name that climbs", name("../x"), "Expected 1 to 100 letters, digits, spaces, dashes and underscores."],
  ["a zone", zoneObjection("Europe/Berlin"), undefined],
  [
    "a zone with a slip",
    zoneObjection("America/Chicgo"),
    "There is no time zone `America/Chicgo`. Did you mean `America/Chicago`?",
  ],
  ["a time of day", clockObjection("04:30"), undefined],
  ["a time that no day has", clockObjection("25:00"), "Expected HH:mm, from 00:00 to 23:59."],
  ["a date", timeObjection("2026-03-17"), undefined],
  ["no date", timeObjection("yesterday"), "Expected YYYY-MM-DD or YYYY-MM-DDTHH:mm."],
  ["all fields", fields("all"), undefined],
  ["some fields", fields("Channel , Contact ID"), undefined],
  ["a field of a template that there is not", fieldsObjection([])("Channel"), undefined],
  ["a field with a slip", fields("Contact ID, Chanel"), "There is no field `Chanel`. Did you mean `Channel`?"],
  ["a field that is far from all", fields("Weather"), "There is no field `Weather`. There are: Contact ID, Channel."],
])("%s", (_what, objection, expected) => {
  expect(objection).toBe(expected);
});
