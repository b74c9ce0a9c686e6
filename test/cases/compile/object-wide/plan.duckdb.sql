SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT to_json(list(json_object(
      'key 0 ''"', "item"."turn"::varchar,
      'key 1 ''"', "item"."speaker",
      'key 2 ''"', "item"."at"::varchar,
      'key 3 ''"', "item"."final",
      'key 4 ''"', "item"."doc"::json,
      'key 5 ''"', "item"."turn"::varchar,
      'key 6 ''"', "item"."speaker",
      'key 7 ''"', "item"."at"::varchar,
      'key 8 ''"', "item"."final",
      'key 9 ''"', "item"."doc"::json,
      'key 10 ''"', "item"."turn"::varchar,
      'key 11 ''"', "item"."speaker",
      'key 12 ''"', "item"."at"::varchar,
      'key 13 ''"', "item"."final",
      'key 14 ''"', "item"."doc"::json,
      'key 15 ''"', "item"."turn"::varchar,
      'key 16 ''"', "item"."speaker",
      'key 17 ''"', "item"."at"::varchar,
      'key 18 ''"', "item"."final",
      'key 19 ''"', "item"."doc"::json,
      'key 20 ''"', "item"."turn"::varchar,
      'key 21 ''"', "item"."speaker",
      'key 22 ''"', "item"."at"::varchar,
      'key 23 ''"', "item"."final",
      'key 24 ''"', "item"."doc"::json,
      'key 25 ''"', "item"."turn"::varchar,
      'key 26 ''"', "item"."speaker",
      'key 27 ''"', "item"."at"::varchar,
      'key 28 ''"', "item"."final",
      'key 29 ''"', "item"."doc"::json,
      'key 30 ''"', "item"."turn"::varchar,
      'key 31 ''"', "item"."speaker",
      'key 32 ''"', "item"."at"::varchar,
      'key 33 ''"', "item"."final",
      'key 34 ''"', "item"."doc"::json,
      'key 35 ''"', "item"."turn"::varchar,
      'key 36 ''"', "item"."speaker",
      'key 37 ''"', "item"."at"::varchar,
      'key 38 ''"', "item"."final",
      'key 39 ''"', "item"."doc"::json,
      'key 40 ''"', "item"."turn"::varchar,
      'key 41 ''"', "item"."speaker",
      'key 42 ''"', "item"."at"::varchar,
      'key 43 ''"', "item"."final",
      'key 44 ''"', "item"."doc"::json,
      'key 45 ''"', "item"."turn"::varchar,
      'key 46 ''"', "item"."speaker",
      'key 47 ''"', "item"."at"::varchar,
      'key 48 ''"', "item"."final",
      'key 49 ''"', "item"."doc"::json,
      'key 50 ''"', "item"."turn"::varchar
    ) ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Wide"
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
