import { simulateNodes } from "./node-story.ts";

const [from, to] = process.argv.slice(2).map(Number);
let ok = 0;
for (let seed = from ?? 1; seed <= (to ?? from ?? 1); seed++) {
  const t = performance.now();
  try {
    const r = simulateNodes({ seed });
    ok++;
    console.log(seed, "ok", r.messages, r.bytes, Math.round(performance.now() - t));
  } catch (e) {
    console.log(
      String((e as Error).stack)
        .slice(0, 400)
        .split("\n")
        .slice(0, 3)
        .join("\n"),
      Math.round(performance.now() - t),
    );
  }
}
console.log(ok);
