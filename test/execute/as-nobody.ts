import { writeSync } from "node:fs";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import "../../runner/src/ledger/engine/sqlite.ts";

/** `node as-nobody.ts FOLDER`: gives up root's rights, tries to use the folder, and prints the codes of what it was told. */
const [folder = ""] = process.argv.slice(2);
if (process.getuid?.() === 0) {
  process.setgid?.(65534);
  process.setuid?.(65534);
}
const destination = openFileDestination("local", { path: "out" }, folder);
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "allowed",
    (error: { code?: string }) => error.code ?? String(error),
  );
const answers = {
  stage: await codeOf(destination.stagingFolder("a1")),
  read: await codeOf(destination.fingerprint("secret.csv")),
  check: (await destination.check(new AbortController().signal)).map(({ ok }) => ok),
  ledger: await codeOf(openLedger(`${folder}/.datafeed/ledger.sqlite`)),
  oldLedger: await codeOf(openLedger(`${folder}/ledger.sqlite`)),
};
writeSync(1, JSON.stringify(answers));
