#!/usr/bin/env node
"use strict";
// Plain old JavaScript: it must parse on any Node.js, and load nothing native before the version is known.
var childProcess = require("child_process");
var fs = require("fs");
var path = require("path");
var url = require("url");

var NEEDED = 24;
var here = fs.realpathSync(__dirname);

function start() {
  if (parseInt(process.versions.node, 10) >= NEEDED) return load();
  var newer = process.env.DATAFEED_REEXEC ? undefined : findNewerNode();
  return newer === undefined ? refuse() : startAgain(newer);
}

/** The Node.js that npm installed beside this package (optionalDependencies of the workspace). */
function findNewerNode() {
  var system = { darwin: "darwin", linux: "linux", win32: "win" }[process.platform];
  var name = process.platform === "win32" ? "node.exe" : "node";
  for (var folder = here; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    var file = path.join(folder, "node_modules", "node-" + system + "-" + process.arch, "bin", name);
    if (fs.existsSync(file)) return file;
  }
  return undefined;
}

function startAgain(node) {
  var env = Object.assign({}, process.env, { DATAFEED_REEXEC: "1" });
  // By the channel the child hears when this process is killed, and ends with it (main.ts).
  var options = { stdio: ["inherit", "inherit", "inherit", "ipc"], env: env };
  var child = childProcess.spawn(node, [__filename].concat(process.argv.slice(2)), options);
  // The terminal sends Ctrl-C to both processes: the child decides when to end. SIGTERM comes to us alone, SIGHUP perhaps;
  // on Windows the closing of the console comes to both.
  process.on("SIGINT", function () {});
  process.on("SIGHUP", function () {
    if (process.platform !== "win32") child.kill("SIGHUP");
  });
  process.on("SIGTERM", function () {
    child.kill("SIGTERM");
  });
  child.on("exit", function (code, signal) {
    if (signal === null) process.exitCode = code;
    else if (signal === "SIGINT" || signal === "SIGTERM" || signal === "SIGHUP") process.exitCode = 130;
    else {
      process.stderr.write(
        "datafeed was ended by " + signal + " (SIGKILL: perhaps for want of memory); the next run tidies up.\n",
      );
      process.exitCode = 2;
    }
  });
}

function refuse() {
  var found = process.versions.node + " (" + process.execPath + ")";
  process.stderr.write("datafeed needs Node.js " + NEEDED + " or newer; this is Node.js " + found + ".\n");
  process.exitCode = 1;
}

function load() {
  // A checkout runs its sources, which are never stale; the package has the bundle alone.
  var source = path.join(here, "../src/cli/main.ts");
  var entry = fs.existsSync(source) ? source : path.join(here, "../dist/cli.js");
  import(url.pathToFileURL(entry).href).catch(function (error) {
    process.stderr.write("datafeed could not start: " + (error && error.message) + "\n");
    process.exitCode = 2;
  });
}

start();
