/** Prints how long it takes to load the extension and to activate it, and the processor time of both, in milliseconds, as JSON. */
const { createRequire, Module } = require("node:module");
const { join, resolve } = require("node:path");

const stub = join(__dirname, "../extension/stub-vscode.cjs");
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return name === "vscode" ? stub : resolveFilename.call(this, name, ...rest);
};
require(stub);

const memento = { get: (_key, standard) => standard, update: async () => {}, keys: () => [], setKeysForSync: () => {} };
const never = () => new Promise(() => {});
const event = () => ({ dispose() {} });
const context = {
  subscriptions: [],
  extensionUri: {},
  extensionPath: "",
  globalState: memento,
  workspaceState: memento,
  secrets: { get: never, store: never, delete: never, onDidChange: event },
  extension: { packageJSON: { version: "0" } },
};

const before = process.cpuUsage();
const started = performance.now();
const extension = createRequire(__filename)(resolve(process.argv[2]));
const loaded = performance.now();
const activated = extension.activate(context);
const done = performance.now();
const { user, system } = process.cpuUsage(before);
Promise.resolve(activated).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
const measured = { load: loaded - started, activate: done - loaded, all: done - started, cpu: (user + system) / 1000 };
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit());
