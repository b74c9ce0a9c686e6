SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."turn"::text AS "key 0 '""",
      "item"."speaker" AS "key 1 '""",
      "item"."at"::text AS "key 2 '""",
      "item"."final" AS "key 3 '""",
      "item"."doc"::json AS "key 4 '""",
      "item"."turn"::text AS "key 5 '""",
      "item"."speaker" AS "key 6 '""",
      "item"."at"::text AS "key 7 '""",
      "item"."final" AS "key 8 '""",
      "item"."doc"::json AS "key 9 '""",
      "item"."turn"::text AS "key 10 '""",
      "item"."speaker" AS "key 11 '""",
      "item"."at"::text AS "key 12 '""",
      "item"."final" AS "key 13 '""",
      "item"."doc"::json AS "key 14 '""",
      "item"."turn"::text AS "key 15 '""",
      "item"."speaker" AS "key 16 '""",
      "item"."at"::text AS "key 17 '""",
      "item"."final" AS "key 18 '""",
      "item"."doc"::json AS "key 19 '""",
      "item"."turn"::text AS "key 20 '""",
      "item"."speaker" AS "key 21 '""",
      "item"."at"::text AS "key 22 '""",
      "item"."final" AS "key 23 '""",
      "item"."doc"::json AS "key 24 '""",
      "item"."turn"::text AS "key 25 '""",
      "item"."speaker" AS "key 26 '""",
      "item"."at"::text AS "key 27 '""",
      "item"."final" AS "key 28 '""",
      "item"."doc"::json AS "key 29 '""",
      "item"."turn"::text AS "key 30 '""",
      "item"."speaker" AS "key 31 '""",
      "item"."at"::text AS "key 32 '""",
      "item"."final" AS "key 33 '""",
      "item"."doc"::json AS "key 34 '""",
      "item"."turn"::text AS "key 35 '""",
      "item"."speaker" AS "key 36 '""",
      "item"."at"::text AS "key 37 '""",
      "item"."final" AS "key 38 '""",
      "item"."doc"::json AS "key 39 '""",
      "item"."turn"::text AS "key 40 '""",
      "item"."speaker" AS "key 41 '""",
      "item"."at"::text AS "key 42 '""",
      "item"."final" AS "key 43 '""",
      "item"."doc"::json AS "key 44 '""",
      "item"."turn"::text AS "key 45 '""",
      "item"."speaker" AS "key 46 '""",
      "item"."at"::text AS "key 47 '""",
      "item"."final" AS "key 48 '""",
      "item"."doc"::json AS "key 49 '""",
      "item"."turn"::text AS "key 50 '"""
    ) AS "object") ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Wide"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
) AS "source"
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
