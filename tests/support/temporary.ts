// A temporary directory that leaves nothing behind: no file, no mount below it, no process that was
// started on it. A small shell program waits for this process to close a pipe, in whatever way it
// ends, and then cleans.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
  /** Resolves when everything is gone. */
  remove(): Promise<void>;
}

/**
 * Kills what has the directory's (unique) path in its command line or environment (a daemon calls
 * itself just "ivy"), unmounts what is below it, removes it. The guard is told the path on its
 * input, so that its own command line is without it.
 */
const guardProgram = `
read -r directory || exit
case $directory in
  /*/ivy-test-??????) ;;
  *) exit ;;
esac
cat > /dev/null
for round in 1 2 3; do
  for found in $(echo "$directory" | grep -lF -f - /proc/[0-9]*/cmdline /proc/[0-9]*/environ); do
    id=\${found#/proc/}
    kill -9 "\${id%%/*}"
  done 2>/dev/null
  grep -F " $directory" /proc/mounts | cut -d ' ' -f 2 | sort -r | while read -r mountpoint; do
    umount -l "$mountpoint" 2>/dev/null || fusermount3 -uz "$mountpoint" 2>/dev/null
  done
  rm -rf --one-file-system "$directory" 2>/dev/null && break
  sleep 0.2
done
`;

export function makeTemporaryDirectory(parent = tmpdir()): TemporaryDirectory {
  const path = mkdtempSync(join(parent, "ivy-test-"));
  // Cases act as other users below it.
  chmodSync(path, 0o755);
  const guard = spawn("sh", ["-c", guardProgram], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.stdin.write(`${path}\n`);
  guard.unref();
  const remove = async (): Promise<void> => endGuard(guard);
  return { path, remove, [Symbol.asyncDispose]: remove };
}

/** How programs are started that work for a test: as whom, and with what environment. */
export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Programs of a test: the temporary directory ends them (their environment names it), and what Node
 * compiles for one is there for the next.
 */
export function childOptions(
  { path }: TemporaryDirectory,
  identity?: { readonly uid: number; readonly gid: number },
): ChildOptions {
  const compiled = `${path}/compiled`;
  mkdirSync(compiled, { recursive: true });
  chmodSync(compiled, 0o777);
  return { env: { ...process.env, NODE_COMPILE_CACHE: compiled }, ...identity };
}

async function endGuard(guard: ChildProcess): Promise<void> {
  if (guard.exitCode !== null) return;
  const ended = once(guard, "exit");
  guard.ref();
  guard.stdin?.end();
  await ended;
}
