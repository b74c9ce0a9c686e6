import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";

/** The folder with Kafka's jars. Errors: when `scripts/test-kafka` did not put them there. */
export async function kafkaJars(): Promise<string> {
  const pom = readFileSync(new URL("pom.xml", import.meta.url), "utf8");
  const version = /<kafka>(.*?)<\/kafka>/.exec(pom)?.[1];
  const cache = process.env["DATAFEED_TEST_CACHE"] || join(homedir() || userInfo().homedir, ".cache/datafeed-test");
  const folder = join(cache, `kafka-${version}/lib`);
  try {
    await stat(folder);
    return folder;
  } catch (cause) {
    throw new Error(`Apache Kafka is missing (${folder}). Run scripts/test-kafka.`, { cause });
  }
}
