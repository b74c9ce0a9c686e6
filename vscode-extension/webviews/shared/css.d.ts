/** Style sheets are bundled beside the page's script, as dist/pages/<page>.css. */
declare module "*.css";
