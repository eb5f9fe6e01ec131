// Prometheus' text format, read back: samples by their name and labels as written.

export interface Exposition {
  /** By "name{labels}". */
  readonly samples: ReadonlyMap<string, number>;
  /** Of each metric. */
  readonly types: ReadonlyMap<string, string>;
}

const sampleLine =
  /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="[^"\\\n]*",?)+\})?) (-?[\d.e+-]+|\+Inf|NaN)$/;

/** Throws on any line that is not of the format, and on a sample that is there twice. */
export function parseExposition(text: string): Exposition {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("# HELP ")) continue;
    const [, metric, type] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (metric !== undefined && type !== undefined) {
      types.set(metric, type);
      continue;
    }
    const [, name, value] = sampleLine.exec(line) ?? [];
    if (name === undefined || samples.has(name)) throw new Error(`not a sample: ${line}`);
    samples.set(name, Number(value));
  }
  return { samples, types };
}

/** A histogram's cumulative counts for these labels, as [le, count], in the order written. */
export function bucketsOf(
  { samples }: Exposition,
  name: string,
  labels: string,
): [string, number][] {
  const prefix = `${name}_bucket{${labels},le="`;
  return [...samples]
    .filter(([sample]) => sample.startsWith(prefix))
    .map(([sample, count]) => [sample.slice(prefix.length, -2), count]);
}
