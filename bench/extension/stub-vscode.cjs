/**
 * Stands in for the editor's API while `activate` is timed outside of an editor: every name exists, may be called, constructed
 * and extended, and nothing happens. It says nothing about behaviour.
 */
class Emitter {
  event = () => ({ dispose() {} });
  fire() {}
  dispose() {}
}

function anything(own = {}) {
  return new Proxy(class {}, {
    get: (target, name) => {
      if (name in own) return own[name];
      if (name === "prototype") return target.prototype;
      if (name === Symbol.toPrimitive) return () => "";
      if (name === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (name === "then") return undefined;
      return anything();
    },
    set: () => true,
    apply: () => anything(),
    construct: (_target, _args, newTarget) => Object.create(newTarget.prototype ?? null),
  });
}

/** Never answered: what waits for the editor is not part of activation. */
const pending = () => new Promise(() => {});
const configuration = { get: (_key, standard) => standard, inspect: () => undefined, update: pending, has: () => false };

const api = anything({
  EventEmitter: Emitter,
  Disposable: class {
    static from = () => ({ dispose() {} });
    dispose() {}
  },
  l10n: { t: (text) => text, bundle: undefined },
  env: anything({ language: "en" }),
  commands: anything({ executeCommand: pending, getCommands: pending }),
  workspace: anything({
    getConfiguration: () => configuration,
    isTrusted: true,
    workspaceFolders: [],
    textDocuments: [],
    findFiles: pending,
    fs: anything({ stat: pending, readFile: pending }),
  }),
});

// A bundle copies a module's own names, and takes its prototype along: there every name is found.
module.exports = Object.create(api);
