// How much each workload does.

export interface Sizes {
  /** Names that are created, looked up, renamed, unlinked in a round. */
  readonly names: number;
  /** A loop over names ends after so long; its rate is that of what it has done. */
  readonly loopSecondsMax: number;
  readonly sequentialMebibytes: number;
  readonly smallWritesMebibytes: number;
  readonly randomMebibytes: number;
  readonly randomOperations: number;
  /** Copies of the C tree in the Modified Andrew Benchmark, and how many of them are compiled. */
  readonly copies: number;
  readonly compiledCopies: number;
  readonly repositoryFiles: number;
  /** Of the package tree: what programs run with, or also what developers need. */
  readonly packages: "production" | "all";
  /** Files of the file systems that are mounted. */
  readonly mountedFiles: readonly number[];
  readonly appliedFiles: number;
}

export const ordinarySizes: Sizes = {
  names: 10_000,
  loopSecondsMax: 5,
  sequentialMebibytes: 256,
  smallWritesMebibytes: 64,
  randomMebibytes: 256,
  randomOperations: 4000,
  copies: 20,
  compiledCopies: 1,
  repositoryFiles: 1000,
  packages: "production",
  mountedFiles: [10_000, 100_000],
  appliedFiles: 100_000,
};

export const largeSizes: Sizes = {
  ...ordinarySizes,
  compiledCopies: 4,
  packages: "all",
  mountedFiles: [10_000, 100_000, 1_000_000],
};

export const quickSizes: Sizes = {
  ...ordinarySizes,
  names: 2000,
  loopSecondsMax: 1,
  sequentialMebibytes: 64,
  smallWritesMebibytes: 16,
  randomMebibytes: 64,
  randomOperations: 1000,
  copies: 4,
  compiledCopies: 1,
  repositoryFiles: 200,
  mountedFiles: [10_000],
  appliedFiles: 20_000,
};

/** Too little for a figure; enough to see that everything runs. */
export const tinySizes: Sizes = {
  ...quickSizes,
  names: 20,
  sequentialMebibytes: 1,
  smallWritesMebibytes: 1,
  randomMebibytes: 1,
  randomOperations: 10,
  copies: 1,
  repositoryFiles: 5,
  mountedFiles: [50],
  appliedFiles: 1000,
};
