// How much is measured of several participants.

export interface CompanySizes {
  /** Milliseconds that each byte between two of them takes longer, each way. */
  readonly delays: readonly number[];
  /** Changes whose way is timed. */
  readonly changes: number;
  readonly coldMebibytes: number;
  /** Copies of the C tree in the Modified Andrew Benchmark. */
  readonly copies: number;
  /** How many of them are compiled. */
  readonly compiledCopies: number;
  /** Participants where there are to be several. */
  readonly together: number;
  /** Delay of the far link of that benchmark. */
  readonly farMilliseconds: number;
  /** Files that are made while somebody is away; two records each. */
  readonly missedFiles: number;
  /** Files of a file system that somebody enters. */
  readonly joinedFiles: number;
  readonly joinMilliseconds: number;
  readonly peers: number;
  readonly idleSeconds: number;
}

export const ordinaryCompany: CompanySizes = {
  delays: [0, 1, 10, 50, 100],
  changes: 300,
  coldMebibytes: 256,
  copies: 4,
  compiledCopies: 1,
  together: 4,
  farMilliseconds: 100,
  missedFiles: 50_000,
  joinedFiles: 100_000,
  joinMilliseconds: 50,
  peers: 10,
  idleSeconds: 20,
};

export const quickCompany: CompanySizes = {
  ...ordinaryCompany,
  delays: [0, 50],
  changes: 100,
  coldMebibytes: 64,
  copies: 2,
  missedFiles: 10_000,
  joinedFiles: 10_000,
  peers: 4,
  idleSeconds: 5,
};

/** Too little for a figure; enough to see that everything runs. */
export const tinyCompany: CompanySizes = {
  delays: [3],
  changes: 4,
  coldMebibytes: 1,
  copies: 1,
  compiledCopies: 0,
  together: 2,
  farMilliseconds: 3,
  missedFiles: 50,
  joinedFiles: 50,
  joinMilliseconds: 3,
  peers: 2,
  idleSeconds: 1,
};
