import { createHash } from "node:crypto";
import { Agent, get } from "node:http";

/**
 * A client in a process of its own: asks for the same file so many times at once and says how many came whole, how many of those
 * it hashed were right, and how many were under way at the same moment.
 */
const [url = "", token = "", count = "1000", sha256 = "", bytes = "0"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
/** Hashing all of them would only measure this process. */
const hashed = 20;
let now = 0;
let most = 0;

function download(number: number): Promise<{ readonly whole: boolean; readonly right: boolean | undefined }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      now += 1;
      most = Math.max(most, now);
      const hash = number % Math.ceil(Number(count) / hashed) === 0 ? createHash("sha256") : undefined;
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        hash?.update(chunk);
      });
      response.once("error", reject);
      response.once("end", () => {
        now -= 1;
        const right = hash === undefined ? undefined : hash.digest("hex") === sha256;
        resolve({ whole: response.statusCode === 200 && size === Number(bytes), right });
      });
    });
    request.once("error", reject);
  });
}

const results = await Promise.all(Array.from({ length: Number(count) }, (_, number) => download(number)));
console.log(
  JSON.stringify({
    whole: results.filter(({ whole }) => whole).length,
    right: results.filter(({ right }) => right === true).length,
    wrong: results.filter(({ right }) => right === false).length,
    most,
  }),
);
