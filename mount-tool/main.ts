// The program `ivy`: reads the arguments, runs one command, turns what it says into text on stderr
// and an exit status: 0 done, 1 it did not work, 2 it was asked wrongly.
import { runProgram } from "./program.ts";

// `ivy log | head` closes our output early: that is an answer to what was asked.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (error) {
  const trace = error instanceof Error ? error.stack : String(error);
  process.stderr.write(
    `ivy: this is a mistake in the program itself. Please report it with:\n${trace}\n`,
  );
  process.exitCode = 1;
}
