import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong between a client and a server of Datafeed. */
export const clientErrors = defineErrors({
  "server-unreachable": {
    meaning: "The server can't be reached, or the connection broke off again and again.",
    mend: "Check the address and the network, and that `datafeed serve` runs there.",
  },
  "server-certificate": {
    meaning: "The server's certificate is not one that this machine trusts.",
    mend: "Name the file of its authority in NODE_EXTRA_CA_CERTS, or use the server's own name in the address.",
  },
  "server-answer": {
    meaning: "What answered is no Datafeed server, or one of another version: the answer is not understood.",
    mend: "Check the address, proxies between here and there, and the versions on both ends.",
  },
  "server-url-invalid": {
    meaning: "The server's address is no http:// or https:// address.",
    mend: "Give it like https://datafeed.example.com, or http://127.0.0.1:8787.",
  },
  "token-not-taken": {
    meaning: "The server does not take the token, or there was none.",
    mend: "Give a token that is in force: in DATAFEED_TOKEN, or in a file with --token-file. Admins make them.",
  },
});
