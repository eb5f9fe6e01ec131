// What became of one case.

export interface CaseReport {
  readonly name: string;
  /** Absent when the case held. */
  readonly failure?: string;
  readonly milliseconds: number;
}

export function tryCase(name: string, run: () => void): CaseReport {
  const started = performance.now();
  const spent = (): number => Math.round(performance.now() - started);
  try {
    run();
    return { name, milliseconds: spent() };
  } catch (error) {
    return { name, failure: describe(error), milliseconds: spent() };
  }
}

/** The message and the line of the case that saw it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split("\n").find((line) => line.includes("/cases/"));
  return place === undefined ? (error.stack ?? error.message) : `${error.message}\n${place.trim()}`;
}
