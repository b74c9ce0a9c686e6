import type { MissingBots } from "./figures.ts";
import type { MetricsEngine } from "./metrics-engine.ts";

/** A name that is typed wrongly is found among so many. */
const mostNamed = 10;

/** The bots that were asked for and have no conversation, beside those that have most; undefined where all have some. */
export async function missingBots(engine: MetricsEngine, asked: readonly string[]): Promise<MissingBots | undefined> {
  if (asked.length === 0) return undefined;
  const missing = await engine.rows(`
    SELECT DISTINCT bot FROM unnest(getvariable('bot_ids')) AS asked(bot)
    WHERE bot NOT IN (SELECT bot_id FROM exported_conversations WHERE bot_id IS NOT NULL)
    ORDER BY bot`);
  if (missing.length === 0) return undefined;
  const there = await engine.rows(`
    SELECT bot_id AS bot, count(*) OVER () AS bots FROM exported_conversations
    WHERE bot_id IS NOT NULL
    GROUP BY bot_id
    ORDER BY count(*) DESC, bot_id
    LIMIT ${mostNamed}`);
  const names = there.map(({ bot }) => String(bot));
  return {
    missing: missing.map(({ bot }) => String(bot)),
    there: names,
    more: Number(there[0]?.["bots"] ?? 0) - names.length,
  };
}
