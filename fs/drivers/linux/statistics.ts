// The counters of a session: a row for each opcode; those beyond the table share its last row.
import { RequestCounters } from "../request-counters.ts";
import { nameOfOpcode } from "./opcodes.ts";

const rows = 64;

export function makeOpcodeCounters(): RequestCounters {
  const names = Array.from({ length: rows - 1 }, (_, opcode) => nameOfOpcode(opcode));
  return new RequestCounters([...names, "others"]);
}

export function rowOfOpcode(opcode: number): number {
  return Math.min(opcode, rows - 1);
}
