import { type Dice, mix, uuidOf } from "./dice.ts";
import type { BlockTimes } from "./ia-blocks.ts";
import type { Conversation, Utterance } from "./ia-conversation.ts";
import type { AnalysisCells } from "./ia-tables.ts";
import {
  accountId,
  closeReasons,
  closeReasonTypes,
  type Medium,
  openReasons,
  people,
  refuseReasons,
  skills,
  statuses,
  type teams,
  tenantId,
  timeZone,
} from "./ia-vocabulary.ts";
import { campaigns } from "./vocabulary.ts";

const secondUs = 1_000_000;

/** What all segments of an interaction share. */
export interface Interaction {
  readonly conversation: Conversation;
  readonly medium: Medium;
  /** A whole second, in microseconds since 1970. */
  readonly start: number;
  readonly masterId: number;
  readonly segmentContactId: string;
  readonly client: readonly [string, string];
  readonly clientPhone: string;
  readonly clientAddress: string;
  readonly languageCode: string;
}

/** A segment with its blocks added. */
export interface Segment {
  readonly no: number;
  readonly id: string;
  readonly start: number;
  readonly utterances: readonly Utterance[];
  readonly times: BlockTimes;
  readonly agent: readonly [string, string];
  readonly team: (typeof teams)[number];
}

/** What stands in a row of a segment before it is analysed. */
export type SegmentCells = Omit<AnalysisCells, "version_id" | "analyzed_at" | "acquired_at" | "resolved_probability">;

/** What is known of a segment before it is analysed. */
export function segmentCells(interaction: Interaction, segment: Segment, all: readonly Segment[], dice: Dice): SegmentCells {
  const { medium, start, masterId } = interaction;
  const end = all.at(-1)?.times.end ?? start;
  const acdContactId = masterId + segment.no;
  const handedOver = segment.no < all.length - 1;
  return {
    segment_id: segment.id,
    segment_end: segment.times.end,
    interaction_start: start,
    interaction_end: end,
    segment_contact_id: interaction.segmentContactId,
    interaction_id: interaction.conversation.contactId,
    master_contact_id: masterId,
    contact_number: acdContactId,
    acd_contact_id: acdContactId,
    acd_session_id: 90_000_000 + dice.below(1_000_000),
    tenant_id: tenantId,
    account_id: accountId,
    business_unit_id: 4_500_777,
    media_type: medium.mediaType,
    media_type_id: medium.mediaTypeId,
    channel_type: medium.channelType,
    transcript_type: medium.transcriptType,
    source: medium.digital ? "Digital Experience" : "CXoneACD",
    thread_id: medium.digital ? `thread_${uuidOf(masterId, dice.next(), dice.next(), dice.next())}` : null,
    ...agentCells(interaction, segment, acdContactId, dice),
    ...clientCells(interaction, dice),
    ...reasonCells(segment, all, handedOver, dice),
    ...timeCells(interaction, segment, end, dice),
    analytics_processed: true,
    time_zone: timeZone,
    update_type: "segment",
  };
}

function agentCells(interaction: Interaction, { agent: [given, family], team }: Segment, acdContactId: number, dice: Dice) {
  const { outbound } = interaction.conversation;
  const number = people.findIndex((person) => person[0] === given) + 1;
  const skill = dice.below(skills.length);
  return {
    direction: outbound ? "Outbound" : "Inbound",
    outbound,
    agent_id: 10_000 + number,
    // SEEDS 176: digits alone for inbound.
    agent_common_id: outbound ? `agent-${number.toString(16)}f` : String(20_000 + number),
    agent_user_id: uuidOf(mix(number), mix(number + 1), mix(number + 2), mix(number + 3)),
    agent_name: `${given} ${family}`,
    agent_first_name: given,
    agent_last_name: family,
    agent_stream_id: String(acdContactId),
    skill_id: 700 + skill,
    skill_name: skills[skill] ?? "",
    team_id: team.id,
    team_name: team.name,
    campaign_id: 40 + dice.below(campaigns.length),
    campaign_name: dice.pick(campaigns),
  };
}

/** Who the client is, as far as the medium tells. */
function clientCells({ conversation, medium, client, clientPhone, clientAddress }: Interaction, dice: Dice) {
  const { outbound } = conversation;
  const voice = medium.transcriptType === "CALL";
  const mail = medium.transcriptType === "EMAIL";
  const phone = voice || medium.mediaType === "SMS" ? clientPhone : null;
  const dialed = voice ? (outbound ? clientPhone : "+18005550102") : null;
  const personal = voice && outbound;
  return {
    client_user_id: dice.oneIn(3) ? null : `u${dice.next().toString(36)}`,
    client_stream_id: dice.oneIn(3) ? null : `s${dice.next().toString(36)}`,
    client_ani: voice ? clientPhone : null,
    client_dialed_in: dialed,
    client_phone_number: phone,
    ani: mail ? clientAddress : phone,
    dialed_in: dialed,
    phone_number: phone,
    from_addr: mail ? (outbound ? "care@acme.example" : clientAddress) : null,
    to_addr: mail ? (outbound ? clientAddress : "care@acme.example") : null,
    contact_first_name: personal ? client[0] : null,
    contact_last_name: personal ? client[1] : null,
    case_id: dice.oneIn(2) ? null : `C-${dice.next().toString(36).toUpperCase()}`,
    callback_seconds: voice && !outbound && dice.oneIn(8) ? dice.between(30, 3_600) : null,
    conf_seconds: voice && dice.oneIn(8) ? dice.between(5, 900) : null,
  };
}

/** How the segment began and ended, and what became of it. */
function reasonCells(segment: Segment, all: readonly Segment[], handedOver: boolean, dice: Dice) {
  const abandoned = dice.oneIn(40);
  const abandonSeconds = abandoned ? dice.between(1, 90) : 0;
  const refused = dice.oneIn(30);
  return {
    point_of_contact_id: 5_000 + dice.below(20),
    point_of_contact_name: `Entry ${dice.between(1, 20)}`,
    primary_disposition_id: dice.between(1, 60),
    secondary_disposition_id: dice.between(1, 60),
    disposition_notes: dice.oneIn(3) ? null : "Client asked for a written answer.",
    open_reason: dice.pick(openReasons),
    open_reason_type: segment.no === 0 ? "Segment" : "Transfer",
    close_reason: dice.pick(closeReasons),
    close_reason_type: handedOver ? "Transfer" : dice.pick(closeReasonTypes),
    complex: all.length > 1,
    transfer_indicator_id: all.length > 1 ? dice.between(1, 3) : 0,
    transfer_indicator_name: all.length > 1 ? "Transferred to a skill" : null,
    service_level_flag: dice.below(3),
    abandoned,
    abandon_seconds: abandonSeconds,
    // SEEDS 180.
    short_abandon: abandoned && abandonSeconds < 15,
    refused,
    refuse_reason: refused ? dice.pick(refuseReasons) : null,
    refuse_seconds: refused ? dice.between(1, 60) : null,
    logged: dice.oneIn(2),
  };
}

/** Lengths in whole seconds, and the recording. The total has queue, menu and after-contact work beside the interaction. */
function timeCells({ start, medium }: Interaction, segment: Segment, end: number, dice: Dice) {
  const voice = medium.transcriptType === "CALL";
  const interactionSeconds = (end - start) / secondUs;
  const agentSeconds = (segment.times.end - segment.start) / secondUs;
  const [preQueue, inQueue, acw] = [voice ? dice.between(5, 90) : 0, dice.between(0, 300), dice.between(0, 240)];
  const holds = voice && dice.oneIn(3) ? dice.between(1, 3) : 0;
  const silenceMs = voice ? segment.times.notableSilenceMs : 0;
  const recording = voice ? 7_000_000_000 + dice.next() : null;
  const status = dice.pick(statuses);
  return {
    pre_queue_seconds: preQueue,
    in_queue_seconds: inQueue,
    routing_seconds: dice.between(0, 20),
    agent_seconds: agentSeconds,
    hold_count: holds,
    hold_seconds: holds * dice.between(5, 60),
    post_queue_seconds: dice.between(0, 9),
    release_seconds: dice.between(0, 9),
    acw_seconds: acw,
    interaction_seconds: interactionSeconds,
    total_seconds: preQueue + inQueue + interactionSeconds + acw,
    notable_silence_seconds: Math.floor(silenceMs / 1000),
    notable_silence_percentage: agentSeconds === 0 ? 0 : Math.round((silenceMs * 10) / agentSeconds) / 100,
    recorder_id: voice ? dice.between(1, 9) : null,
    recording_id: recording,
    agent_recording_id: voice ? `${segment.id}-agent` : null,
    client_recording_id: voice ? `${segment.id}-client` : null,
    media_location: voice ? `s3://recordings/${recording}` : null,
    status,
    status_description: status === "Failed" ? "The recording broke off." : null,
  };
}
