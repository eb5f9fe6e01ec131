// invariant: what must hold in our own code. A broken one is a mistake of the program, never of its
// input, so it throws and the process stops.

export class BrokenInvariant extends Error {
  override readonly name = "BrokenInvariant";
}

export function invariant(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new BrokenInvariant(claim);
}
