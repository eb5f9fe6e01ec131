// Members for laws of placement and routing: ids anywhere or close together, several on a machine.
import fc from "fast-check";
import {
  type Contact,
  isMachineId,
  isRingPoint,
  type MachineId,
  type NodeId,
  type RingPoint,
} from "../../../dhash/core/routing-index.ts";

export function pointFrom(text: string): RingPoint {
  const point = text.padEnd(64, "0");
  if (!isRingPoint(point)) throw new Error(`${text} is no beginning of a point`);
  return point;
}

export function machine(name: string): MachineId {
  if (!isMachineId(name)) throw new Error(`${name} is no machine's name`);
  return name;
}

export function member(start: string, machineName = `machine-${start}`): Contact {
  return { id: pointFrom(start), machine: machine(machineName), addresses: [] };
}

const hex = fc.constantFrom(..."0123456789abcdef");
const digitsOf = (length: number) =>
  fc.array(hex, { minLength: length, maxLength: length }).map((digits) => digits.join(""));

/** Anywhere; on few spots, so that distances tie; or differing in the last digits only. */
export const points: fc.Arbitrary<RingPoint> = fc
  .oneof(
    digitsOf(64),
    digitsOf(1),
    digitsOf(2).map((end) => `8${"0".repeat(61)}${end}`),
    digitsOf(2).map((end) => `${"f".repeat(62)}${end}`),
  )
  .map(pointFrom);

/** Different ids on up to `machines` machines. */
export function membersOn(
  machines: number,
  size: { readonly min: number; readonly max: number },
): fc.Arbitrary<readonly Contact[]> {
  const contact = fc
    .record({ id: points, machine: fc.nat({ max: machines - 1 }) })
    .map(({ id, machine: number }) => ({
      id,
      machine: machine(`machine-${number}`),
      addresses: [],
    }));
  return fc.uniqueArray(contact, {
    selector: ({ id }) => id,
    minLength: size.min,
    maxLength: size.max,
  });
}

/** Distance, written down another way than in the code. */
export function trueDistance(a: RingPoint, b: RingPoint): bigint {
  const gap = BigInt(`0x${a}`) - BigInt(`0x${b}`);
  const one = gap < 0n ? -gap : gap;
  const other = 2n ** 256n - one;
  return one < other ? one : other;
}

/** Nearest first; of two at equal distance the one after the key. */
export function byTrueDistance(members: Iterable<Contact>, key: RingPoint): readonly Contact[] {
  const clockwise = (id: NodeId) =>
    (BigInt(`0x${id}`) - BigInt(`0x${key}`) + 2n ** 256n) % 2n ** 256n;
  return [...members].sort((a, b) => {
    const [near, far] = [trueDistance(a.id, key), trueDistance(b.id, key)];
    if (near !== far) return near < far ? -1 : 1;
    return clockwise(a.id) < clockwise(b.id) ? -1 : 1;
  });
}

export function trueHomes(
  members: Iterable<Contact>,
  key: RingPoint,
  copies: number,
): readonly Contact[] {
  const machines = new Set<string>();
  return byTrueDistance(members, key).filter(({ machine: name }) => {
    if (machines.has(name) || machines.size === copies) return false;
    machines.add(name);
    return true;
  });
}
