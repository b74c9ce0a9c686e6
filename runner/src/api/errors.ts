import { defineErrors } from "../errors/catalogue.ts";

/** What the HTTP API refuses, and why. */
export const apiErrors = defineErrors({
  "token-missing": {
    meaning: "The request has no token.",
    mend: "Send `Authorization: Bearer dfd_…`. An admin makes tokens with `datafeed token create`.",
  },
  "token-invalid": {
    meaning: "The token is mistyped, unknown or revoked, or its user is none of the project's any more.",
    mend: "Ask an admin for a new one.",
  },
  "token-expired": {
    meaning: "The token's time is over.",
    mend: "Ask an admin to regenerate it.",
  },
  "too-many-requests": {
    meaning: "More requests came from this token or address than are allowed in a minute.",
    mend: "Wait as many seconds as `Retry-After` says. A list can have 1,000 items to a page.",
  },
  "too-many-downloads": {
    meaning: "As many downloads are under way as this server allows.",
    mend: "Try again as `Retry-After` says.",
  },
  "request-invalid": {
    meaning: "The request does not have the form that /openapi.json describes.",
    mend: "Mend what `errors` lists.",
  },
  "body-unreadable": {
    meaning: "The body of the request is no JSON, or was cut off.",
    mend: "Send JSON in UTF-8, with `Content-Type: application/json`.",
  },
  "body-too-large": {
    meaning: "The body of the request, or its headers, are larger than the server takes.",
    mend: "Ask for less at once.",
  },
  "media-type-unknown": {
    meaning: "The body of the request is in a format that the server does not take.",
    mend: "Send JSON, with `Content-Type: application/json`.",
  },
  "route-unknown": {
    meaning: "The API has no such address, or not for this method.",
    mend: "Look into /openapi.json.",
  },
  "range-outside": {
    meaning: "The stretch of bytes that was asked for lies beyond the end of the file.",
    mend: "Ask for bytes within the size that `Content-Range` says.",
  },
  "idempotency-key-invalid": {
    meaning: "The Idempotency-Key is empty, too long or has odd characters, or the route does not take one.",
    mend: "Take 1 to 200 printable ASCII characters, such as a UUID. A route that shows a secret once takes none.",
  },
  "idempotency-key-differs": {
    meaning: "The same Idempotency-Key came with another request before.",
    mend: "Take a new key for each new request.",
  },
  "idempotency-under-way": {
    meaning: "A request with the same Idempotency-Key is not answered yet, or the server died before it could answer it.",
    mend: "Try again two minutes after the first time. If the server died it is then done anew: look at /v1/owed first.",
  },
  "link-invalid": {
    meaning: "The link was not made by this server, or its time is over.",
    mend: "Open the output or run with a token.",
  },
  "webhook-refused": {
    meaning: "The call of the webhook is not signed with the secret that this server knows.",
    mend: "Give the repository's webhook the same secret.",
  },
  "server-stopping": {
    meaning: "The server is being stopped and takes nothing new.",
    mend: "Try again as `Retry-After` says: another runner, or the same after its restart, will answer.",
  },
  "internal-error": {
    meaning: "Something unexpected happened in the server; its log has more, under the id of the request.",
    mend: "Give the id of the request to whoever runs the server.",
  },
  "address-open": {
    meaning: "The server should listen to other machines, while there is no token yet.",
    mend: "Make a token first: `datafeed token create`. Until then it listens on 127.0.0.1.",
  },
  "address-taken": {
    meaning: "The server can't listen on this address.",
    mend: "Choose another --host or --port, or end the program that has it.",
  },
  "certificate-invalid": {
    meaning: "The server's certificate or its key can't be read or used.",
    mend: "Give a PEM file with the certificate and its chain, and one with the key that belongs to it.",
  },
});
