// Counters of a session: how many requests of each kind, and how long they took to answer.
import { nameOfOpcode } from "./opcodes.ts";

export interface RequestStatistics {
  readonly name: string;
  readonly count: number;
  readonly totalMicroseconds: number;
  readonly maxMicroseconds: number;
}

const opcodesMax = 64;
const fields = 3;

/** Opcodes beyond the table are counted together in its last row. */
export class RequestCounters {
  /** Shared, so that another thread may read it while the session works. */
  readonly cells: Float64Array;

  constructor(cells = new Float64Array(new SharedArrayBuffer(opcodesMax * fields * 8))) {
    this.cells = cells;
  }

  count(opcode: number, milliseconds: number): void {
    const at = Math.min(opcode, opcodesMax - 1) * fields;
    const microseconds = milliseconds * 1000;
    const { cells } = this;
    cells[at] = (cells[at] ?? 0) + 1;
    cells[at + 1] = (cells[at + 1] ?? 0) + microseconds;
    if (microseconds > (cells[at + 2] ?? 0)) cells[at + 2] = microseconds;
  }

  list(): RequestStatistics[] {
    const list: RequestStatistics[] = [];
    for (let opcode = 0; opcode < opcodesMax; opcode++) {
      const [count = 0, totalMicroseconds = 0, maxMicroseconds = 0] = this.cells.subarray(
        opcode * fields,
        opcode * fields + fields,
      );
      const name = opcode === opcodesMax - 1 ? "others" : nameOfOpcode(opcode);
      if (count > 0) list.push({ name, count, totalMicroseconds, maxMicroseconds });
    }
    return list;
  }
}
