import { defineErrors } from "../errors/catalogue.ts";

/** What a plan says of a change. A rule of datafeed.yaml says how grave it is; the base's rules count, never the change's own. */
export const reviewErrors = defineErrors({
  "plan-exposure": {
    meaning:
      "Personal data become readable, or readable by more people (rule `exposure`). What a grant of the base covers is a warning.",
    mend: "Mask the column, leave it out, or have a grant approved in datafeed.yaml first, in a change of its own.",
  },
  "plan-unknown-origin": {
    meaning: "Nobody can say which columns a readable column reads, so it may hold personal data (rule `unknownOrigin`).",
    mend: "Write the SQL so that its columns can be followed, give the field its class (`pii`), or leave it out.",
  },
  "plan-class-lost": {
    meaning: "No template gives a column of the warehouse the class of personal data any more that one of the base gives it.",
    mend: "Put `pii` back in the template that reads it; whoever reads the column later would read it in the clear.",
  },
  "plan-check-reads": {
    meaning:
      "SQL of a data check or of `ready` asks about personal data that no grant of the base allows, or nobody can say what it reads (rule `exposure`).",
    mend: "Ask about other columns, name those that are read, or have a grant approved in datafeed.yaml first.",
  },
  "plan-own-grant": {
    meaning: "A grant, mask or default that the change itself brings along makes personal data readable (rule `ownPolicy`).",
    mend: "Have datafeed.yaml changed first, by somebody who may approve it; a change can't approve itself.",
  },
  "plan-policy-loosened": {
    meaning: "The change loosens datafeed.yaml: a grant, a weaker mask, a rule that says less, a new admin (rule `ownPolicy`).",
    mend: "Let somebody decide on it who may: the change itself is judged as if datafeed.yaml were as before.",
  },
  "plan-grant-long": {
    meaning: "A new or extended grant ends later than the rule `grantDays` allows.",
    mend: "Let it end earlier; it can be extended when the time comes.",
  },
  "plan-grant-ends": {
    meaning: "A grant ends within two weeks; after its last day its fields are masked again.",
    mend: "Extend it in time, in a change of its own, or tell the readers.",
  },
  "plan-grant-ended": {
    meaning: "A grant's last day is over: fields that extracts read in the clear before are masked again.",
    mend: "Remove it, or have it approved again.",
  },
  "plan-shared-pii": {
    meaning: "A shared extract or feed holds readable personal data, which the base's rule `sharedPii` does not want.",
    mend: "Mask the columns, leave them out, or set `shared: false`.",
  },
  "plan-owner": {
    meaning: "The owner of an extract or a feed is no user of the base: the change brings the user along (rule `owner`).",
    mend: "Have the user added to datafeed.yaml first, in a change of its own.",
  },
  "plan-breaking": {
    meaning: "A change of the columns, the files or the events breaks what readers have built on them (rule `breaking`).",
    mend: "Tell the readers, then say so in the extract or feed: `breaking: true`. Or keep the old column beside the new one.",
  },
  "plan-breaking-stale": {
    meaning:
      "`breaking: true` stands in an extract or a feed that breaks nothing with this change, or has stood there since the change before.",
    mend: "Remove it: it is said of one change, and another one would pass under it.",
  },
  "plan-feed-again": {
    meaning: "A feed begins anew, sends elsewhere, or gives its events other ids with this change.",
    mend: "Keep its `id`, source, topic and keys, or tell its readers and send again what they need (`datafeed feed replay`).",
  },
});
