// What the papers print of their systems, beside which our figures stand.

export interface PaperFigure {
  readonly system: string;
  readonly figure: string;
  readonly source: string;
}

export const paperFigures: readonly PaperFigure[] = [
  {
    system: "Chord",
    figure: "a look-up takes O(log N) messages; the mean path is about ½ log2 N",
    source: "Stoica et al., SIGCOMM 2001 (the ½ from memory)",
  },
  {
    system: "CFS (DHash on Chord)",
    figure: "4,096 servers: a look-up contacts about 7; works with half the servers failed",
    source: "Dabek et al., SOSP 2001, abstract",
  },
  {
    system: "DHash++",
    figure:
      "425 instances on 150 hosts: choosing near neighbours and joining look-up with fetch " +
      "halve the time to locate and fetch",
    source: "Dabek et al., NSDI 2004, abstract",
  },
  {
    system: "Pastry",
    figure: "fewer than log16 N hops, rows filled with near nodes, leaf sets",
    source: "Rowstron and Druschel, Middleware 2001 (from memory)",
  },
  {
    system: "Tapestry",
    figure: "log16 N hops; pointers on the way lead to the nearest copy",
    source: "Zhao et al., JSAC 2004 (from memory)",
  },
  {
    system: "Carbonite",
    figure:
      "1 TB over 365 days of PlanetLab: 44 % more traffic than an oracle that reacts to " +
      "permanent failures only; Total Recall and DHash need almost twice as much",
    source: "Chun et al., NSDI 2006, abstract",
  },
];

/** Mean path of Chord. */
export function chordHops(nodes: number): number {
  return Math.log2(nodes) / 2;
}

/** Bound of Pastry with digits of four bits. */
export function pastryHops(nodes: number): number {
  return Math.log2(nodes) / 4;
}
