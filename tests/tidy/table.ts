// The rules of the house as data: who may import whom, how large things may be, what core may not
// call, and where `as` is earned. ARCHITECTURE.md has the import table in words.

/** Rooms from left to right: each may look only to the right. */
export const rooms = ["fs", "logs", "dhash"] as const;

export interface ImportRule {
  /** Which files: the first rule whose pattern matches a file's path is its rule. */
  readonly files: RegExp;
  readonly name: string;
  /** Files of the project it may import, as paths. */
  readonly may: readonly RegExp[];
  /** Files of which it may import types besides. */
  readonly mayTypes: readonly RegExp[];
  /** Packages. */
  readonly packages: readonly string[];
  /** Adapters: one package behind one file. */
  readonly onePackage: boolean;
  readonly node: boolean;
}

const doorsRightOf = {
  fs: /^(logs|dhash)\/(index|ports)\.ts$/,
  logs: /^dhash\/(index|ports)\.ts$/,
  dhash: /^$/,
} as const;

const coreDoorsRightOf = {
  fs: /^(logs|dhash)\/core\/index\.ts$/,
  logs: /^dhash\/core\/index\.ts$/,
  dhash: /^$/,
} as const;

const anyDoor = /^(fs|logs|dhash)\/(index|ports|core\/index)\.ts$/;
const driverDoor = /^fs\/drivers\/[^/]+\/index\.ts$/;

const nothingElse = { mayTypes: [], packages: [], onePackage: false, node: false };

/** The four kinds of files that every library room has. */
function roomRules(room: (typeof rooms)[number]): readonly ImportRule[] {
  const own = (rest: string) => new RegExp(`^${room}/${rest}`);
  const coreDoors = coreDoorsRightOf[room];
  return [
    {
      ...nothingElse,
      files: own("core/"),
      name: `${room} core`,
      may: [own("core/"), coreDoors],
      // What a pure function is handed: a hasher, a cipher, a source of nodes.
      mayTypes: [own("[a-z-]*ports?\\.ts$")],
      packages: ["protobufjs"],
    },
    {
      ...nothingElse,
      files: own("[a-z-]*ports?\\.ts$"),
      name: `${room} ports`,
      may: [],
      mayTypes: [own("core/"), own("[a-z-]*ports?\\.ts$"), doorsRightOf[room], coreDoors],
    },
    {
      files: own("adapters/"),
      name: `${room} adapter`,
      may: [own("core/"), own("adapters/"), own("[a-z-]*ports?\\.ts$"), coreDoors],
      mayTypes: [doorsRightOf[room]],
      packages: ["level", "sodium-native", "libsodium-wrappers", "koffi"],
      onePackage: true,
      node: true,
    },
    {
      ...nothingElse,
      files: own("index\\.ts$"),
      name: `${room} door`,
      may: [own("")],
    },
    {
      ...nothingElse,
      files: own("[^/]+\\.ts$"),
      name: `${room} keeper`,
      may: [own("core/"), own("[^/]+\\.ts$"), coreDoors],
      mayTypes: [doorsRightOf[room]],
    },
  ];
}

export const importRules: readonly ImportRule[] = [
  {
    // One engine, published in pieces.
    files: /^dhash\/adapters\/libp2p\//,
    name: "libp2p adapter",
    may: [/^dhash\/core\//, /^dhash\/adapters\/libp2p\//],
    mayTypes: [/^dhash\/transport-port\.ts$/, /^dhash\/adapters\/libp2p-transport\.ts$/],
    packages: [
      "libp2p",
      "@libp2p/autonat",
      "@libp2p/circuit-relay-v2",
      "@libp2p/crypto",
      "@libp2p/dcutr",
      "@libp2p/identify",
      "@libp2p/interface",
      "@libp2p/kad-dht",
      "@libp2p/mdns",
      "@libp2p/noise",
      "@libp2p/peer-id",
      "@libp2p/ping",
      "@libp2p/tls",
      "@libp2p/utils",
      "@libp2p/yamux",
      "@multiformats/multiaddr",
      "uint8arraylist",
    ],
    onePackage: false,
    node: true,
  },
  {
    files: /^fs\/drivers\/[^/]+\//,
    name: "driver",
    may: [/^fs\/drivers\/[^/]+\.ts$/, /^fs\/core\//, /^fs\/ports\.ts$/, coreDoorsRightOf.fs],
    mayTypes: [doorsRightOf.fs],
    packages: ["koffi", "fuse-native"],
    onePackage: true,
    node: true,
  },
  {
    ...nothingElse,
    files: /^fs\/drivers\/[^/]+\.ts$/,
    name: "what drivers share",
    may: [/^fs\/drivers\/[^/]+\.ts$/, /^fs\/core\//, coreDoorsRightOf.fs],
    mayTypes: [/^fs\/ports\.ts$/],
  },
  ...rooms.flatMap(roomRules),
  {
    files: /^mount-tool\/compose(\.ts$|\/)/,
    name: "compose",
    may: [anyDoor, /^mount-tool\//],
    mayTypes: [],
    packages: [],
    onePackage: false,
    node: true,
  },
  {
    files: /^mount-tool\/drivers(\.ts$|\/)/,
    name: "drivers of mount-tool",
    may: [driverDoor, /^dhash\/core\/index\.ts$/, /^mount-tool\/(failure\.ts$|drivers\/)/],
    mayTypes: [/^mount-tool\//, anyDoor],
    packages: [],
    onePackage: false,
    node: true,
  },
  {
    files: /^mount-tool\//,
    name: "mount-tool",
    // A Trouble is what rooms answer with; mount-tool tells it to people.
    may: [/^mount-tool\//, /^dhash\/core\/index\.ts$/],
    mayTypes: [anyDoor, driverDoor],
    packages: ["commander", "pino", "cli-table3", "koffi", "prom-client"],
    onePackage: true,
    node: true,
  },
  {
    files: /^tests\//,
    name: "tests",
    may: [/./],
    mayTypes: [],
    packages: [
      ...["ava", "fast-check", "koffi", "level", "protobufjs", "sodium-native", "typescript"],
      ...["@libp2p/crypto", "@libp2p/interface", "@libp2p/peer-id", "@libp2p/tls"],
      ...["@libp2p/yamux", "uint8arraylist"],
      "@multiformats/multiaddr",
    ],
    onePackage: false,
    node: true,
  },
];

/** A driver's files may import each other, not those of another driver. */
export const sameFolderRules: readonly RegExp[] = [/^(fs\/drivers\/[^/]+\/)/];

/** Where programs start: processes, worker threads, tests, and tools named in package.json. */
export const entryFiles: readonly RegExp[] = [
  /^mount-tool\/(main|file-system-thread)\.ts$/,
  /^mount-tool\/daemon\/daemon-main\.ts$/,
  /^fs\/drivers\/linux\/notify-worker\.ts$/,
  /^tests\/.*\.test\.ts$/,
  /^tests\/bench\/[^/]+\.ts$/,
  /^tests\/.*-main\.ts$/,
  /^tests\/conformance\/try\.ts$/,
  /^tests\/support\/(generate-codecs|toy-mount|broken-thread)\.ts$/,
];

export const isGenerated = (path: string): boolean => /\/generated\//.test(path);

export const budgets = {
  fileLines: 300,
  functionLines: 50,
  lineColumns: 100,
  medianFileLines: 100,
  headCommentLines: 5,
  /** Share of the three library rooms' lines, drivers left out, that is under core. */
  pureShare: 0.5,
} as const;

/** What core may not touch: it knows no clock, chance, timer, promise, process or console. */
export const bannedInCore: ReadonlySet<string> = new Set([
  "Date",
  "Math.random",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "async",
  "await",
  "Promise",
  "process",
  "console",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "crypto.subtle",
  "fetch",
  "require",
]);

export interface EarnedCast {
  readonly path: string;
  /** The type it is cast to. */
  readonly text: string;
  readonly reason: string;
}

/** `as` outside the file that declares the brand, each after a check that earns it. */
export const earnedCasts: readonly EarnedCast[] = [];
