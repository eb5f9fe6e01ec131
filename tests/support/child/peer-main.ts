// The program of the second process: answers the requests of peer.ts, one line each, until it is
// told to leave.
import { writeSync } from "node:fs";
import { factsOpen } from "./attributes.ts";
import { close, open, readAt, writeAt } from "./files.ts";
import { SystemError } from "./libc.ts";
import { lockFile, lockRange, lockRangeWaiting } from "./locks.ts";
import { type Mapping, mapFile } from "./memory.ts";
import { type PeerAnswer, type PeerRequest, readLine } from "./peer.ts";

let mapping: Mapping | undefined;

for (let line = readLine(0); line !== undefined; line = readLine(0)) {
  const request: PeerRequest = JSON.parse(line);
  if (request.do === "leave") break;
  writeSync(1, `${JSON.stringify(answer(request))}\n`);
}
process.exit(0);

function answer(request: PeerRequest): PeerAnswer {
  try {
    return perform(request);
  } catch (error) {
    return { refused: error instanceof SystemError ? error.code : String(error) };
  }
}

function perform(request: PeerRequest): PeerAnswer {
  switch (request.do) {
    case "open":
      return { fd: open(request.path, request.flags) };
    case "close":
      close(request.fd);
      return {};
    case "read":
      return { text: readAt(request.fd, request.offset, request.length).toString("latin1") };
    case "write":
      writeAt(request.fd, request.offset, request.text);
      return {};
    case "facts":
      return { facts: factsOpen(request.fd) };
    case "map":
      mapping = mapFile(request.fd, { length: request.length });
      return {};
    case "read-map":
      return { text: mapped().toString("latin1", request.offset, request.offset + request.length) };
    case "write-map":
      mapped().write(request.text, request.offset, "latin1");
      return {};
    case "lock-file":
      lockFile(request.fd, request.kind);
      return {};
    case "lock-range":
      lockRange(request.fd, request.kind, request.range);
      return {};
    case "wait-range":
      lockRangeWaiting(request.fd, request.kind, request.range);
      return {};
    case "leave":
      return {};
  }
}

function mapped(): Buffer {
  if (mapping === undefined) throw new Error("nothing is mapped");
  return mapping.bytes;
}
