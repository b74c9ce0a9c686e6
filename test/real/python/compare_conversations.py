"""Compares extracts of real conversations with the source file itself, by the rule that its README gives.

Arguments: the source (gzip), the timeline (NDJSON: it says which contact is which dialogue), and CSV files of interactions,
intents, goals and transfers, all of them in the clear. Prints counts on both sides and the first few differences.
"""

import csv
import gzip
import json
import sys

source, timeline, *tables = sys.argv[1:]
csv.field_size_limit(1 << 30)


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def by_contact(rows, number=None):
    found = {}
    for row in rows:
        key = row["Contact ID"] if number is None else (row["Contact ID"], int(row[number]))
        if number is None:
            found.setdefault(key, []).append(row)
        elif key in found:
            raise SystemExit(f"{key} occurs twice")
        else:
            found[key] = row
    return found


contacts = {}
with open(timeline, encoding="utf-8") as file:
    for line in file:
        document = json.loads(line)
        contacts[document["attributes"]["split"], document["attributes"]["dialogue"]] = document

interactions, intents, goals, transfers = [table(path) for path in tables]
turns_of, intents_of = by_contact(interactions, "Interaction Number"), by_contact(intents, "Turn")
goals_of, transfers_of = by_contact(goals), by_contact(transfers)
differences = []
counts = {"contacts": 0, "turns": 0, "intents": 0, "goals": 0, "transfers": 0, "utterances": 0}
distinct = set()


def expect(place, found, wanted):
    if found != wanted and len(differences) < 10:
        differences.append({"place": place, "found": found, "expected": wanted})


for line in gzip.open(source, "rt", encoding="utf-8"):
    dialogue = json.loads(line)
    place = f"{dialogue['split']}/{dialogue['dialogue_id']}"
    document = contacts.get((dialogue["split"], dialogue["dialogue_id"]))
    counts["contacts"] += 1
    if document is None:
        expect(place, None, "a contact")
        continue
    contact = document["contactId"]
    expect(f"{place} turns in the timeline", len(document["interactions"]), len(dialogue["turns"]))
    active, calls, notice = {}, [], None
    for number, turn in enumerate(dialogue["turns"], 1):
        counts["turns"] += 1
        acts = [action for frame in turn["frames"] for action in frame["actions"]]
        asked = next((action for action in acts if action["act"] in ("REQUEST", "INFORM")), None)
        row = turns_of.get((contact, number), {})
        state = asked["slot"] if asked else ""
        value = asked["values"][0] if asked and asked["values"] else ""
        cells = [state, acts[0]["act"] if acts else "", value]
        expect(f"{place} turn {number}", [row.get(name) for name in ("Collect State", "Result", "Choice")], cells)
        nested = document["interactions"][number - 1]
        expect(f"{place} nested {number}", [nested["number"], nested["state"] or "", nested["choice"] or ""], [number, state, value])
        calls += [frame["service_call"]["method"] for frame in turn["frames"] if "service_call" in frame]
        if turn["speaker"] == "SYSTEM":
            notices = [action["act"] for action in acts if action["act"].startswith("NOTIFY_")]
            notice = notices[-1] if notices else notice
        fresh = None
        for frame in turn["frames"]:
            if "state" not in frame or active.get(frame["service"]) == frame["state"]["active_intent"]:
                continue
            active[frame["service"]] = intent = frame["state"]["active_intent"]
            if fresh is None and intent != "NONE":
                fresh = intent
        if fresh is None:
            expect(f"{place} turn {number} intent", (contact, number) in intents_of, False)
            continue
        counts["intents"] += 1
        counts["utterances"] += 1
        distinct.add(fresh)
        row = intents_of.get((contact, number), {})
        expect(f"{place} turn {number} intent", row.get("Intent"), fresh)
        expect(f"{place} turn {number} utterance", row.get("Utterance"), turn["utterance"])
    counts["goals"] += len(calls)
    counts["transfers"] += notice == "NOTIFY_FAILURE"
    expect(f"{place} goals", sorted(row["Goal"] for row in goals_of.get(contact, [])), sorted(calls))
    expect(f"{place} transfers", len(transfers_of.get(contact, [])), int(notice == "NOTIFY_FAILURE"))

counts["distinct"] = len(distinct)
found = {"contacts": len(contacts), "turns": len(interactions), "intents": len(intents), "goals": len(goals), "transfers": len(transfers)}
print(json.dumps({"counts": counts, "found": found, "differences": differences}))
