SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT to_json(list("item"."turn"::varchar ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Numbers",
  coalesce((
    SELECT to_json(list("item"."score"::varchar ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Scores",
  coalesce((
    SELECT to_json(list(regexp_replace("item"."said", '[^ \t\n\r\f\v]', '*', 'g') ORDER BY "item"."speaker", "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Said",
  coalesce((
    SELECT to_json(list(NULL::varchar ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Hidden",
  coalesce((
    SELECT to_json(list($3::bigint::varchar ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Constant",
  coalesce((
    SELECT to_json(list("item"."doc"::json ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Docs",
  coalesce((
    SELECT json_group_object("item"."speaker", '\x' || lower(hex("item"."raw")))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id" AND "item"."speaker" IS NOT NULL AND "item"."raw" IS NOT NULL
  ), '{}'::json) AS "By said",
  coalesce((
    SELECT json_group_object("item"."odd "" name", "item"."ok")
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."odd "" name" IS NOT NULL AND "item"."ok" IS NOT NULL
  ), '{}'::json) AS "By id",
  coalesce((
    SELECT json_group_object("item"."odd "" name", CASE WHEN "item"."day" IS NOT NULL THEN json_object(
      'day', "item"."day"::varchar,
      'many', (number > $4::bigint)
    ) END)
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."odd "" name" IS NOT NULL AND "item"."day" IS NOT NULL
  ), '{}'::json) AS "Objects",
  coalesce((
    SELECT json_group_object("item"."odd "" name", regexp_replace("item"."label", '[^ \t\n\r\f\v]', '*', 'g'))
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."odd "" name" IS NOT NULL AND "item"."label" IS NOT NULL
  ), '{}'::json) AS "Texts"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"
-- $4 bigint: "2"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
