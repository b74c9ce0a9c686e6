/** Records of the runner are typed beside streams, which pages never see. */
declare module "node:stream" {
  export type Readable = never;
}
