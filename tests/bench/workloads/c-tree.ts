// The sources of the Modified Andrew Benchmark: 75 files of C that compile to a program, 1.6 MB as
// in the Ivy paper (section 6.1). Always the same text.

export interface SourceFile {
  /** Below the tree's directory. */
  readonly path: string;
  readonly text: string;
}

export const headerCount = 20;
export const moduleCount = 52;
const folders = ["base", "net", "store", "tool"] as const;
const functionsPerModule = 47;

export function cTreeDirectories(): readonly string[] {
  return ["include", ...folders.map((folder) => `source/${folder}`)];
}

export function cTree(): readonly SourceFile[] {
  const headers = Array.from({ length: headerCount }, (_, index) => header(index));
  const modules = Array.from({ length: moduleCount }, (_, index) => module(index));
  return [...headers, ...modules, mainFile(), makefile(), readme()];
}

/** What the compiled program prints. */
export function programOutput(): string {
  return `${moduleCount * functionsPerModule}\n`;
}

function modulePath(index: number): string {
  const folder = folders[index % folders.length] ?? "base";
  return `source/${folder}/module_${index}.c`;
}

function header(index: number): SourceFile {
  const fields = Array.from(
    { length: 60 },
    (_, field) => `    /* ${prose(index * 60 + field, 60)} */
    int field_${index}_${field};`,
  );
  const text = `#ifndef HEADER_${index}
#define HEADER_${index}

struct part_${index} {
${fields.join("\n")}
};

#endif
`;
  return { path: `include/header_${index}.h`, text };
}

function module(index: number): SourceFile {
  const own = index % headerCount;
  const bodies = Array.from({ length: functionsPerModule }, (_, each) =>
    moduleFunction({ index, each, own }),
  );
  const calls = Array.from({ length: functionsPerModule }, (_, each) => {
    return `    sum += step_${index}_${each}(&part, ${each}) != 0;`;
  });
  const text = `#include "header_${own}.h"
#include "header_${(own + 7) % headerCount}.h"

${bodies.join("\n")}
int run_${index}(void)
{
    struct part_${own} part = { 0 };
    int sum = 0;
${calls.join("\n")}
    return sum;
}
`;
  return { path: modulePath(index), text };
}

function moduleFunction(of: { index: number; each: number; own: number }): string {
  const { index, each, own } = of;
  const field = `part->field_${own}_${each}`;
  return `/*
 * ${prose(index * 100 + each, 74)}
 * ${prose(index * 100 + each + 31, 74)}
 * ${prose(index * 100 + each + 57, 74)}
 */
static int step_${index}_${each}(struct part_${own} *part, int amount)
{
    int i;

    ${field} = 0;
    for (i = 0; i < amount % 7; i++) {
        if (i % 2 == 0)
            ${field} += i * ${each + 3};
        else
            ${field} -= amount / (i + 1);
    }
    return ${field} * 2 + 1;
}
`;
}

function mainFile(): SourceFile {
  const indexes = Array.from({ length: moduleCount }, (_, index) => index);
  const text = `#include <stdio.h>

${indexes.map((index) => `int run_${index}(void);`).join("\n")}

int main(void)
{
    int sum = 0;
${indexes.map((index) => `    sum += run_${index}();`).join("\n")}
    printf("%d\\n", sum);
    return 0;
}
`;
  return { path: "source/main.c", text };
}

function makefile(): SourceFile {
  const objects = Array.from({ length: moduleCount }, (_, index) =>
    modulePath(index).replace(/c$/, "o"),
  );
  const text = `CC = gcc
OBJECTS = source/main.o ${objects.join(" ")}

program: $(OBJECTS)
\t$(CC) -o $@ $(OBJECTS)

%.o: %.c $(wildcard include/*.h)
\t$(CC) -Iinclude -c $< -o $@
`;
  return { path: "Makefile", text };
}

function readme(): SourceFile {
  const lines = Array.from({ length: 200 }, (_, line) => prose(line, 78));
  return { path: "README", text: `${lines.join("\n")}\n` };
}

const words =
  "the log of a part keeps what its store has read before another block may be written to disk " +
  "when every name in one directory is known and no file waits for more than its own data";

/** Something that reads like a comment, `length` characters long. */
function prose(seed: number, length: number): string {
  const all = words.split(" ");
  let text = "";
  for (let index = seed; text.length < length; index++) {
    text += `${all[(index * 7 + seed) % all.length]} `;
  }
  return text.slice(0, length);
}
