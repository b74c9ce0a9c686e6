import { expect, test } from "vitest";
import { errorCatalogues } from "../../scripts/generate-errors.ts";

test("a code is declared by one room, in kebab-case, with a meaning and a way to mend it", async () => {
  const catalogues = await errorCatalogues();
  const owners = new Map<string, string>();
  for (const { room, errors } of catalogues) {
    for (const [code, { meaning, mend }] of Object.entries(errors)) {
      expect(owners.get(code), `${code} of ${room}`).toBeUndefined();
      expect(code).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(meaning).toMatch(/[.]$/);
      expect(mend).toMatch(/[.]$/);
      owners.set(code, room);
    }
  }
  expect(catalogues.map(({ room }) => room)).toEqual(expect.arrayContaining(["load", "project"]));
});
