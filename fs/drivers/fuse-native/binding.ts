// The native part of the npm package fuse-native 2.2.6, used directly. Its JavaScript part
// (index.js) stands aside: it answers fgetattr by path, writes beyond an extended attribute's
// buffer, and starts a timer and waits a tick for each request.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { isTrouble, Trouble } from "../../../dhash/core/index.ts";

export interface NativeBinding {
  readonly threadBytes: number;
  mount(call: NativeMount): void;
  unmount(mountpoint: string, thread: Uint8Array): void;
  /** Number of an operation, the index of its handler. Undefined for what the binding does not
   *  have. */
  operation(name: string): number | undefined;
  /** The function that answers a call and lets libfuse's thread go on. */
  signal(name: string): NativeSignal | undefined;
}

export type NativeHandler = (request: unknown, operation: unknown, ...values: unknown[]) => void;
export type NativeSignal = (
  request: unknown,
  result: number,
  ...values: readonly unknown[]
) => void;

export interface NativeMount {
  readonly mountpoint: string;
  /** "-o" and the options, separated by commas. */
  readonly options: string;
  /** `fuse_thread_t`; must outlive the mount. */
  readonly thread: Uint8Array;
  /** Memory for the structure of one native thread; libfuse makes up to one for each request
   *  under way. */
  readonly allocate: (bytes: number) => Uint8Array;
  readonly handlers: readonly NativeHandler[];
  /** By operation number: 1 if libfuse may call it. */
  readonly served: Uint32Array;
}

/** fuse-native.c: `napi_ref handlers[35]`. */
export const operationsMax = 35;

export function loadBinding(): NativeBinding | Trouble {
  const loaded = load();
  if (isTrouble(loaded)) return loaded;
  return (
    checkBinding(loaded) ??
    new Trouble("failed", "fuse-native: its native part has other functions")
  );
}

function load(): unknown {
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(require.resolve("fuse-native/package.json"));
    const loadBuild: unknown = createRequire(`${folder}/index.js`)("node-gyp-build");
    if (typeof loadBuild !== "function") throw new Error("node-gyp-build is no function");
    return loadBuild(folder);
  } catch (error) {
    return loadTrouble(error);
  }
}

export function loadTrouble(error: unknown, platform: string = process.platform): Trouble {
  const text = error instanceof Error ? error.message : String(error);
  const known = causes.find(({ pattern }) => pattern.test(text));
  const next = platform === "darwin" ? known?.darwin : known?.linux;
  const why = next ?? text.split("\n", 1)[0];
  return new Trouble("failed", `the driver fuse-native cannot be used: ${why}`, error);
}

const causes: readonly {
  readonly pattern: RegExp;
  readonly linux: string;
  readonly darwin: string;
}[] = [
  {
    pattern: /libfuse\.so|libosxfuse|libfuse\.\d*\.?dylib|macfuse/i,
    linux: 'libfuse 2 is not installed; try "apt-get install libfuse2" (newer: libfuse2t64)',
    darwin:
      'macFUSE is not installed; get it with "brew install --cask macfuse" or from macfuse.io',
  },
  {
    pattern: /no native build/i,
    linux: "it is built for x64 only; use --driver linux",
    darwin: "it is built for Intel only; run an x64 Node under Rosetta",
  },
  {
    pattern: /cannot find (module|package)/i,
    linux: 'the package fuse-native is not installed; get it with "npm install fuse-native"',
    darwin: 'the package fuse-native is not installed; get it with "npm install fuse-native"',
  },
];

function checkBinding(loaded: unknown): NativeBinding | undefined {
  if (typeof loaded !== "object" || loaded === null) return undefined;
  const exported = new Map<string, unknown>(Object.entries(loaded));
  const mount = exported.get("fuse_native_mount");
  const unmount = exported.get("fuse_native_unmount");
  const threadBytes = exported.get("sizeof_fuse_thread_t");
  if (typeof mount !== "function" || typeof unmount !== "function") return undefined;
  if (typeof threadBytes !== "number") return undefined;
  return {
    threadBytes,
    mount: ({ mountpoint, options, thread, allocate, handlers, served }) =>
      mount(mountpoint, options, thread, {}, allocate, handlers, served),
    unmount: (mountpoint, thread) => unmount(mountpoint, thread),
    operation: (name) => {
      const number = exported.get(`op_${name}`);
      return typeof number === "number" && number < operationsMax ? number : undefined;
    },
    signal: (name) => {
      const signal = exported.get(`fuse_native_signal_${name}`);
      return typeof signal === "function" ? (...values) => signal(...values) : undefined;
    },
  };
}
