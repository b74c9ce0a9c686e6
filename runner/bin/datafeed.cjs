#!/usr/bin/env node
"use strict";
// Plain old JavaScript on purpose: it must parse on any Node.js, and must load nothing native before the version is known.
var path = require("path"),
  fs = require("fs");
var here = fs.realpathSync(__dirname);
if (parseInt(process.versions.node, 10) < 24) {
  var exe = path.join(here, "../../node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");
  if (!process.env.DATAFEED_NODE && process.platform !== "win32" && fs.existsSync(exe)) {
    process.env.DATAFEED_NODE = exe;
    var r = require("child_process").spawnSync(exe, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
    process.exitCode = r.status === null ? 1 : r.status;
  } else {
    process.stderr.write(
      "datafeed needs Node.js 24 or newer; this is Node.js " + process.versions.node + " (" + process.execPath + ").\n",
    );
    process.exitCode = 1;
  }
} else {
  var dist = path.join(here, "../dist/cli.js");
  import(require("url").pathToFileURL(fs.existsSync(dist) ? dist : path.join(here, "../src/cli/main.ts")).href).catch((e) => {
    console.error(e);
    process.exitCode = 1;
  });
}
