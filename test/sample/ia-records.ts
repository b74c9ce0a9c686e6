/** What SEEDS 130 to 189 say of a record of the interaction-analytics batch, checked on what stands in a file. */

/** Any JSON, as a file has it. */
// biome-ignore lint/suspicious/noExplicitAny: files are read as JSON of any shape; each check says what it expects
export type Json = any;

/** SEEDS 130: table 1, in the document's order. */
const tableOne = [
  ...["id", "externalId", "masterExternalId", "customerId", "accountId", "acquiredAt", "publishedAt"],
  ...["matchedAccountDataSetIds", "matchedDataSetIds", "resolvedProbability", "resolved", "mediaType", "channels", "entities"],
  ...["categoryMatches", "enlightenMetrics", "interwovenTranscript"],
];
/** SEEDS 169: the 95 rows of table 2 in the document's order; those without a name have the names of the list below item 191. */
const tableTwo = [
  ...["abandoned", "abandonSeconds", "acdContactId", "acdSessionId", "acwSeconds", "agentCommonId", "agentId"],
  ...["agentContactId", "agentInfo", "agentName", "agentRecordingId", "agentSeconds", "agentStreamId", "agentUserId"],
  ...["agentUuid", "analyticsProcessed", "ani", "businessUnitId", "callbackTime", "campaignId", "campaignName", "caseId"],
  ...["channelType", "clientAni", "clientDialedIn", "clientPhoneNumber", "clientRecordingId", "clientStreamId"],
  ...["clientUserId", "closeReason", "closeReasonType", "complex", "confSeconds", "interactionId", "contactId"],
  ...["customerId", "dialedIn", "direction", "dispositionNotes", "endTime", "externalId", "firstName", "fromAddr"],
  ...["holdCount", "holdSeconds", "inQueueSeconds", "interactionDurationSeconds", "lastName", "logged"],
  ...["matchedAccountDataSetIds", "matchedDataSetIds", "masterContactId", "masterExternalId", "mediaLocation", "mediaType"],
  ...["notableSilencePercentage", "notableSilenceSeconds", "openReason", "openReasonType", "outbound", "phoneNumber"],
  ...["pointOfContactId", "pointOfContactName", "postQueueSeconds", "preQueueSeconds", "primaryDispositionId"],
  ...["recorderId", "recordingId", "refuseReason", "refuseTime", "refused", "releaseSeconds", "routingTime"],
  ...["secondaryDispositionId", "segmentContactId", "segmentId", "serviceLevelFlag", "shortAbandon", "skillId", "skillName"],
  ...["source", "startTime", "status", "statusDescription", "teamId", "teamName", "tenantId", "threadId", "toAddr"],
  ...["timeZone", "totalDurationSeconds", "transferIndicatorId", "transferIndicatorName", "updateType", "versionId"],
];
/** The document's 106 keys: six names stand in both tables (SEEDS 170). */
export const documentKeys = [...tableOne, ...tableTwo.filter((name) => !tableOne.includes(name))];
/** With the second meaning of mediaType, the number, under a name of its own, where table 2 has it. */
export const rootKeys = documentKeys.flatMap((name) => (name === "mediaLocation" ? [name, "mediaTypeId"] : [name]));
export const rowsOfTableTwo = tableTwo.length;

/** SEEDS 171 to 173, 186: what the product always shows. */
export const constants: Readonly<Record<string, number | string | boolean>> = {
  ...Object.fromEntries(
    [
      ...["abandonSeconds", "acwSeconds", "agentSeconds", "campaignId", "mediaTypeId", "pointOfContactId"],
      ...["postQueueSeconds", "preQueueSeconds", "primaryDispositionId", "releaseSeconds", "routingTime"],
      ...["secondaryDispositionId", "serviceLevelFlag", "teamId", "transferIndicatorId"],
    ].map((name) => [name, 0]),
  ),
  ...Object.fromEntries(
    [
      ...["businessUnitId", "pointOfContactName", "refuseReason", "refuseTime", "toAddr", "transferIndicatorName"],
      ...["campaignName", "dispositionNotes"],
    ].map((name) => [name, ""]),
  ),
  ...Object.fromEntries(["abandoned", "logged", "refused", "shortAbandon"].map((name) => [name, false])),
};

const blockKeys = ["channelName", "offset", "length", "blockId", "text", "channelMetadata", "ignored"];
const channelKeys = ["name", "text", "languageCode", "sentiment", "endSentiment", "beginSentiment"];
/** The nesting of SEEDS 131 to 137 and 177, in the document's order. */
const sub: Readonly<Record<string, readonly string[]>> = {
  entities: ["channelName", "displayText", "type", "sentimentValue", "custom", "count"],
  categoryMatches: ["channelName", "fullPath", "dataSetIds"],
  enlightenMetrics: ["behaviorName", "rawScore", "indexScore", "enlightenPackageModels"],
};
const sides = ["AGENT", "CLIENT"];
const moods = ["POSITIVE", "NEGATIVE", "MIXED", "NEUTRAL"];

/** What is wrong with a record, in words; nothing for a sound one. `masked`: personal data are masked, words redacted. */
export function problemsOf(record: Json, masked = false): string[] {
  const found: string[] = [];
  const hold = (what: string, holds: boolean) => {
    if (!holds) found.push(`${record.id}: ${what}`);
  };
  const keys = (what: string, value: Json, expected: readonly string[]) =>
    hold(`${what} has the keys ${expected.join(", ")}`, value !== null && same(Object.keys(value), expected));
  const oneOf = (what: string, value: Json, known: readonly Json[]) =>
    hold(`${what} is one of ${known.join(", ")}, not ${value}`, known.includes(value));

  keys("the record", record, rootKeys);
  hold("id = externalId = segmentId", record.id === record.externalId && record.id === record.segmentId);
  hold("agentContactId = acdContactId", record.agentContactId === record.acdContactId);
  hold("agentUuid = agentUserId", record.agentUuid === record.agentUserId);
  hold("tenantId = customerId", record.tenantId === record.customerId);
  hold("masterExternalId = segmentContactId", record.masterExternalId === record.segmentContactId);
  hold("resolved follows resolvedProbability", record.resolved === record.resolvedProbability >= 0.5);
  hold("outbound agrees with direction", record.outbound === (record.direction === "Outbound"));
  const common = record.outbound ? /^(?=.*[a-z])[a-z0-9-]+$/ : /^\d+$/;
  hold("agentCommonId is numeric for inbound alone", common.test(record.agentCommonId));
  hold("threadId is there for digital channels alone", (record.threadId !== null) === (record.source === "Digital Experience"));
  hold("fromAddr is there for e-mail alone", (record.fromAddr !== null) === (record.mediaType === "Email"));
  // SEEDS 174: none is null, not 0.
  for (const name of ["callbackTime", "confSeconds"])
    hold(`${name} is null or a length`, record[name] === null || record[name] > 0);
  hold("updateType is segment", record.updateType === "segment");
  oneOf("mediaType", record.mediaType, ["PhoneCall", "Chat", "Email", "SMS"]);
  oneOf("source", record.source, ["CXoneACD", "Digital Experience"]);
  const personal = record.mediaType === "PhoneCall" && record.outbound;
  for (const name of ["firstName", "lastName"])
    hold(`${name}: Personal Connection alone`, (record[name] !== null) === personal);
  hold("acquiredAt has milliseconds", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(record.acquiredAt));
  for (const name of ["publishedAt", "startTime", "endTime"]) {
    hold(`${name} is to the second`, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(record[name]));
  }
  hold("times are in order", record.startTime <= record.publishedAt && record.publishedAt <= record.endTime);
  const seconds = (Date.parse(record.endTime) - Date.parse(record.startTime)) / 1000;
  hold("interactionDurationSeconds is endTime - startTime", record.interactionDurationSeconds === seconds);
  hold("the total is no shorter", record.totalDurationSeconds >= seconds + record.inQueueSeconds);
  for (const name of ["matchedAccountDataSetIds", "matchedDataSetIds"]) hold(`${name}: numbers`, record[name].every(isWhole));
  hold("as many datasets", record.matchedAccountDataSetIds.length === record.matchedDataSetIds.length);
  keys("agentInfo", record.agentInfo, ["agentUserId", "firstName", "lastName"]);
  hold("agentInfo names the agent", record.agentInfo.agentUserId === record.agentUserId);

  for (const [group, expected] of Object.entries(sub)) {
    for (const each of record[group]) keys(group, each, expected);
  }
  checkChannels(record, masked, hold, keys, oneOf);
  checkMentions(record, masked, hold, oneOf);
  checkEnlighten(record, hold, oneOf);
  checkTranscript(record, masked, hold, keys, oneOf);
  return found;
}

type Hold = (what: string, holds: boolean) => void;
type Keys = (what: string, value: Json, expected: readonly string[]) => void;
type OneOf = (what: string, value: Json, known: readonly Json[]) => void;

function checkChannels({ channels, interwovenTranscript }: Json, masked: boolean, hold: Hold, keys: Keys, oneOf: OneOf): void {
  hold(
    "a channel for each side",
    same(
      channels.map(({ name }: Json) => name),
      sides,
    ),
  );
  for (const channel of channels) {
    const client = channel.name === "CLIENT";
    keys(`channel ${channel.name}`, channel, client ? [...channelKeys, "frustration"] : channelKeys);
    if (client) oneOf("frustration", channel.frustration, ["LOW", "HIGH", "NONE"]);
    oneOf("languageCode", channel.languageCode, ["br", "en", "es", "fr"]);
    for (const name of ["sentiment", "endSentiment", "beginSentiment"]) oneOf(name, channel[name], moods);
    const own = interwovenTranscript.transcriptBlock.filter(({ channelName }: Json) => channelName === channel.name);
    hold("a channel's text is its blocks'", channel.text === own.map(({ text }: Json) => text).join("\n"));
    if (masked) hold("the text is redacted", /^[*\s]*$/.test(channel.text));
  }
}

function checkMentions(record: Json, masked: boolean, hold: Hold, oneOf: OneOf): void {
  const text = Object.fromEntries(record.channels.map((channel: Json) => [channel.name, channel.text]));
  const entities = record.entities.map(({ channelName, displayText, type }: Json) => `${channelName} ${displayText} ${type}`);
  if (!masked) hold("one entity object a side", new Set(entities).size === entities.length);
  for (const { channelName, displayText, type, sentimentValue, custom, count } of record.entities) {
    oneOf("an entity's channelName", channelName, sides);
    oneOf("sentimentValue", sentimentValue, ["POSITIVE", "NEGATIVE", "NEUTRAL"]);
    hold("an entity's type is in capitals", type === type.toUpperCase());
    hold("custom is true or false", typeof custom === "boolean");
    if (!masked) hold("count is how often the side says it", count === text[channelName].split(displayText).length - 1);
    hold("an entity is mentioned", isWhole(count) && count > 0);
  }
  const matches = record.categoryMatches.map((match: Json) => `${match.channelName} ${match.fullPath} ${match.dataSetIds}`);
  hold("one category object a dataset", new Set(matches).size === matches.length);
  for (const { channelName, fullPath, dataSetIds } of record.categoryMatches) {
    oneOf("a match's channelName", channelName, sides);
    hold("fullPath goes from set to category", fullPath.split("/").length === 3);
    hold(
      "dataSetIds has one id, of a dataset of the record",
      dataSetIds.length === 1 && isIn(dataSetIds[0], record.matchedDataSetIds),
    );
  }
}

function checkEnlighten({ enlightenMetrics }: Json, hold: Hold, oneOf: OneOf): void {
  for (const { behaviorName, rawScore, indexScore, enlightenPackageModels } of enlightenMetrics) {
    const values = [behaviorName, rawScore, indexScore, enlightenPackageModels];
    if (values.includes(null)) {
      hold("without a licence all is null", enlightenMetrics.length === 1 && values.every((value) => value === null));
      continue;
    }
    hold("indexScore is from 0 to 10", indexScore >= 0 && indexScore <= 10);
    for (const model of enlightenPackageModels) oneOf("a model", model, ["CustomerSatisfaction", "SalesEffectiveness"]);
  }
}

function checkTranscript(record: Json, masked: boolean, hold: Hold, keys: Keys, oneOf: OneOf): void {
  const { interwovenTranscript: interwoven, mediaType, source } = record;
  keys("interwovenTranscript", interwoven, ["transcriptType", "transcriptBlock"]);
  const digital = source === "Digital Experience";
  oneOf("transcriptType", interwoven.transcriptType, [{ PhoneCall: "CALL", Email: "EMAIL" }[mediaType as string] ?? "CHAT"]);
  const blocks: Json[] = interwoven.transcriptBlock;
  // By code point, as SQL, Python and jq count.
  const transcript = [...blocks.map(({ text }) => text).join("\n")];
  hold(
    "blocks are numbered",
    blocks.every(({ blockId }, index) => blockId === index + 1),
  );
  for (const block of blocks) {
    keys("a block", block, blockKeys);
    oneOf("a block's channelName", block.channelName, sides);
    hold("ignored is true or false", typeof block.ignored === "boolean");
    const cut = transcript.slice(block.offset, block.offset + block.length).join("");
    hold(`offset ${block.offset} and length ${block.length} cut the block out of the transcript`, cut === block.text);
    if (masked) hold("the words are redacted", /^[*\s]*$/.test(block.text));
    keys("channelMetadata", block.channelMetadata, ["chatMetadata", "emailMetadata", "voiceMetadata"]);
    const { chatMetadata, emailMetadata, voiceMetadata } = block.channelMetadata;
    const kind = mediaType === "PhoneCall" ? "voice" : mediaType === "Email" && !digital ? "email" : "chat";
    hold(
      "the metadata of its medium",
      same(
        [chatMetadata !== null, emailMetadata !== null, voiceMetadata !== null],
        [kind === "chat", kind === "email", kind === "voice"],
      ),
    );
    if (kind === "chat") keys("chatMetadata", chatMetadata, ["timestamp"]);
    if (kind === "email") keys("emailMetadata", emailMetadata, ["sentDate", "subject", "from", "to"]);
    if (kind === "voice") keys("voiceMetadata", voiceMetadata, ["startTime", "endTime", "confidence"]);
  }
  if (mediaType === "PhoneCall") {
    hold("notable silence is the pauses of three seconds and more", record.notableSilenceSeconds === notableSilence(blocks));
  }
}

/** SEEDS 181: the pauses of three seconds and more between blocks, in whole seconds. */
function notableSilence(blocks: readonly Json[]): number {
  const pauses = blocks
    .slice(1)
    .map((block, index) => block.channelMetadata.voiceMetadata.startTime - blocks[index].channelMetadata.voiceMetadata.endTime);
  return Math.floor(pauses.filter((ms) => ms >= 3000).reduce((sum, ms) => sum + ms, 0) / 1000);
}

function isWhole(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value);
}

function isIn(value: unknown, list: readonly unknown[]): boolean {
  return list.includes(value);
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
