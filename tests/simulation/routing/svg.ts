// Plots as small SVG files: lines over a linear or logarithmic axis, and bars.

export interface Series {
  readonly name: string;
  /** Reference lines are dashed. */
  readonly isReference: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Axis {
  readonly label: string;
  readonly ticks: readonly number[];
  readonly isLogarithmic: boolean;
}

export interface BarChart {
  readonly title: string;
  readonly label: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

const width = 720;
const height = 420;
const frame = { left: 64, right: 216, top: 44, bottom: 52 } as const;
const colours = ["#1b6ca8", "#c8553d", "#2e8b57", "#8a4fa3", "#b8860b", "#4a4a4a", "#d14a8b"];

export function drawLines({ title, x, y, series }: LineChart): string {
  const toX = scaleOf(x, frame.left, width - frame.right);
  const toY = scaleOf(y, height - frame.bottom, frame.top);
  const grid = [
    ...x.ticks.map((tick) => [
      line([toX(tick), frame.top], [toX(tick), height - frame.bottom], "#ddd"),
      text(toX(tick), height - frame.bottom + 18, plain(tick), "middle"),
    ]),
    ...y.ticks.map((tick) => [
      line([frame.left, toY(tick)], [width - frame.right, toY(tick)], "#ddd"),
      text(frame.left - 8, toY(tick) + 4, plain(tick), "end"),
    ]),
  ].flat();
  const lines = series.flatMap(({ name, points, isReference }, index) => {
    const colour = colours[index % colours.length] ?? "#000";
    const path = points.map(([px, py]) => `${fixed(toX(px))},${fixed(toY(py))}`).join(" ");
    const dash = isReference ? ' stroke-dasharray="5 4"' : "";
    const legend = frame.top + 14 + 20 * index;
    const right = width - frame.right + 16;
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`,
      ...(isReference ? [] : points.map(([px, py]) => dot(toX(px), toY(py), colour))),
      `<path d="M${right} ${legend - 4}h22" stroke="${colour}" stroke-width="2"${dash}/>`,
      text(right + 28, legend, name, "start"),
    ];
  });
  const labels = [
    text((frame.left + width - frame.right) / 2, height - 12, x.label, "middle"),
    `<g transform="translate(16 ${height / 2}) rotate(-90)">${text(0, 0, y.label, "middle")}</g>`,
  ];
  return document(title, height, [...grid, ...lines, ...labels]);
}

export function drawBars({ title, label, bars }: BarChart): string {
  const tall = 64 + bars.length * 34 + 30;
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const left = 330;
  const rows = bars.flatMap(({ name, value }, index) => {
    const top = 56 + index * 34;
    const wide = most === 0 ? 0 : (value / most) * (width - left - 90);
    const colour = colours[index % colours.length] ?? "#000";
    return [
      text(left - 10, top + 15, name, "end"),
      `<rect x="${left}" y="${top}" width="${fixed(wide)}" height="20" fill="${colour}"/>`,
      text(left + wide + 8, top + 15, plain(Number(value.toPrecision(3))), "start"),
    ];
  });
  return document(title, tall, [...rows, text(left, tall - 14, label, "start")]);
}

function document(title: string, tall: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" width="${width}"`,
    `  height="${tall}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<rect width="${width}" height="${tall}" fill="#fff"/>`,
    `<text x="${frame.left}" y="24" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function scaleOf({ ticks, isLogarithmic }: Axis, from: number, to: number) {
  const map = (value: number) => (isLogarithmic ? Math.log10(value) : value);
  const low = map(Math.min(...ticks));
  const high = map(Math.max(...ticks));
  return (value: number): number => from + ((map(value) - low) / (high - low)) * (to - from);
}

function line([x1, y1]: [number, number], [x2, y2]: [number, number], colour: string): string {
  return `<path d="M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}" stroke="${colour}"/>`;
}

function dot(x: number, y: number, colour: string): string {
  return `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="3.5" fill="${colour}"/>`;
}

function text(x: number, y: number, words: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function plain(value: number): string {
  return value >= 1000 ? value.toLocaleString("en-GB") : String(value);
}
