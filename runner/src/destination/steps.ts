/**
 * The moments inside a destination between which a process can die and leave something behind, in their order. Tests stop it
 * at each of them; docs/decisions/0008 says what was seen.
 */
export const destinationSteps = {
  file: ["linked"],
  s3: [
    "upload-begun",
    "part-uploaded",
    "file-uploaded",
    "publishing-noted",
    "copy-begun",
    "parts-copied",
    "copy-completed",
    "staging-half-removed",
  ],
  sftp: ["half-uploaded", "file-uploaded", "linked", "staging-half-removed"],
} as const;

export type DestinationStep = (typeof destinationSteps)[keyof typeof destinationSteps][number];

/** Told of each step as it is reached. Absent in production. */
export type StepListener = (step: DestinationStep) => void | Promise<void>;
