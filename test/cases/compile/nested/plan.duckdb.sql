SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT to_json(list(json_object(
      'turn''s \ number', "item"."turn"::varchar,
      'Speaker', "item"."speaker",
      'Said', regexp_replace("item"."said", '[^ \t\n\r\f\v]', '*', 'g'),
      'At', "item"."at"::varchar,
      'Amount', "item"."amount"::varchar,
      'Raw', '\x' || lower(hex("item"."raw")),
      'Final', "item"."final",
      'Doc', "item"."doc"::json,
      'Big', NULL::varchar,
      'Score', "item"."score"::varchar
    ) ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns",
  coalesce((
    SELECT to_json(list(json_object(
      'speaker', "item"."speaker",
      'turn', "item"."turn"::varchar,
      'big', NULL::varchar
    ) ORDER BY "item"."speaker", "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "By speaker",
  NULL::json AS "Secret"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
