// Names of one process among those of many: nobody else touches them, so they must be exactly as it
// left them.
import { strict as assert } from "node:assert";
import { pattern } from "../../conformance/case.ts";
import type { Chance } from "../../support/chance.ts";
import type { Subject } from "../../support/subject.ts";

export class OwnNames {
  readonly #subject: Subject;
  readonly #directory: string;
  readonly #prefix: string;
  readonly #contents = new Map<string, Buffer>();
  #next = 0;

  constructor(subject: Subject, directory: string, worker: number) {
    this.#subject = subject;
    this.#directory = directory;
    this.#prefix = `own-${worker}-`;
  }

  step(chance: Chance): void {
    const name = chance.pick([...this.#contents.keys()]);
    const draw = chance.below(8);
    if (name === undefined || draw < 2) return this.#create(chance);
    if (draw === 2) return this.#rename(name);
    if (draw === 3) return this.#remove(name);
    if (draw === 4) return this.#list();
    if (draw === 5) return this.#replace(name, chance);
    this.#read(name);
  }

  check(): void {
    this.#list();
    for (const name of this.#contents.keys()) this.#read(name);
  }

  #path(name: string): string {
    return `${this.#directory}/${name}`;
  }

  #fresh(): string {
    return `${this.#prefix}${this.#next++}`;
  }

  #create(chance: Chance): void {
    const name = this.#fresh();
    const content = pattern(1 + chance.below(10_000), chance.below(1000));
    this.#subject.create(this.#path(name));
    const file = this.#subject.open(this.#path(name));
    file.write(0, content);
    if (chance.below(4) === 0) file.sync();
    file.close();
    this.#contents.set(name, content);
  }

  #rename(name: string): void {
    const newName = this.#fresh();
    this.#subject.rename(this.#path(name), this.#path(newName));
    this.#contents.set(newName, this.#content(name));
    this.#contents.delete(name);
  }

  /** By a new file that is renamed over the old one, as editors save. */
  #replace(name: string, chance: Chance): void {
    this.#create(chance);
    const made = [...this.#contents.keys()].at(-1) ?? name;
    this.#subject.rename(this.#path(made), this.#path(name));
    this.#contents.set(name, this.#content(made));
    if (made !== name) this.#contents.delete(made);
  }

  #remove(name: string): void {
    this.#subject.unlink(this.#path(name));
    this.#contents.delete(name);
  }

  #list(): void {
    const listed = this.#subject.list(this.#directory);
    const own = listed.filter((name) => name.startsWith(this.#prefix));
    assert.deepEqual(own.sort(), [...this.#contents.keys()].sort());
  }

  #read(name: string): void {
    const expected = this.#content(name);
    const file = this.#subject.open(this.#path(name));
    const found = file.read(0, expected.length + 1);
    file.close();
    assert.ok(found.equals(expected), `${this.#path(name)} has other bytes`);
  }

  #content(name: string): Buffer {
    const content = this.#contents.get(name);
    assert.ok(content !== undefined);
    return content;
  }
}
