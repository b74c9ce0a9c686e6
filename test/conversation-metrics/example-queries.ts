/**
 * The product's example queries (SEEDS 209 to 219) over documents, in DuckDB: with their line breaks, counts read as numbers,
 * places that count from 1, and what BigQuery alone has in DuckDB's words. Nothing of them comes from the queries of the project.
 */
export function exampleQueries(...files: readonly string[]) {
  const table = `read_json([${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(", ")}])`;
  const share = (condition: string): string =>
    `count(distinct case when ${condition} then conversation_id end) / count(distinct conversation_id)`;
  const handedOver = "('email', 'agent', 'customEscalation')";
  const byMeaningfulIntent = (end: "first" | "last", order: "asc nulls first" | "desc nulls last"): string => `
    with meaningful_intents as (
      select conversation_id, ${end}_meaningful_intent, conversation_status
      from (
        select distinct conversation_id, intent.intent_name as ${end}_meaningful_intent, conversation_status,
          row_number() over (partition by conversation_id order by intent.intent_timestamp ${order}) as rn
        from ${table} left join lateral (select unnest(triggered_intent_replies) as intent) on true
        where intent.not_meaningful is false and intent.intent_name not in ('Greeting', 'Talk to a human/agent')
      )
      where rn = 1
    )
    select ${end}_meaningful_intent, count(distinct conversation_id) as total_conversations,
      ${share("conversation_status = 'botHandled'")} as bot_handled_rate
    from meaningful_intents
    group by ${end}_meaningful_intent
    order by total_conversations desc`;
  return {
    popularMetrics: `
      select count(distinct conversation_id),
        count(distinct case when conversation_status = 'botHandled' then conversation_id end),
        ${share("conversation_status = 'botHandled'")},
        ${share(`conversation_status not in ${handedOver}`)},
        ${share(`conversation_status in ${handedOver}`)},
        ${share("conversation_status = 'failedEscalation'")},
        ${share("last_resolution = 'informed'")},
        ${share("last_resolution in ('informed', 'resolved')")},
        (sum(visitor_messages_count::bigint) - sum(not_understood_messages_count::bigint)) / sum(visitor_messages_count::bigint)
      from ${table}`,
    firstAndLastIntent: `
      select distinct conversation_id, list_extract(triggered_intent_replies, 1).intent_name as first_intent,
        list_extract(list_reverse(triggered_intent_replies), 1).intent_name as last_intent
      from ${table}`,
    firstMeaningfulIntent: byMeaningfulIntent("first", "asc nulls first"),
    lastMeaningfulIntent: byMeaningfulIntent("last", "desc nulls last"),
  } as const;
}
