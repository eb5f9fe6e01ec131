// docs/routing.md: what was simulated, the tables, and how to read them.
import { churnFacts } from "./churn-run.ts";
import type { Measured } from "./measure.ts";
import { paperFigures } from "./papers.ts";
import {
  churnTable,
  goneTable,
  joinTable,
  loadTable,
  lookupTable,
  paperTable,
  parallelTable,
} from "./tables-text.ts";

export function writeDocument(measured: Measured): string {
  return [
    introduction(measured),
    lookups(measured),
    failures(measured),
    load(measured),
    joins(measured),
    repair(measured),
    `## Beside the papers\n${paperTable(paperFigures)}\n`,
  ].join("\n");
}

function introduction({ seed }: Measured): string {
  return `# Routing at scale

Simulated with the placement, table and look-up code of \`dhash/core\`: the same that runs on a
node. Written by \`node tests/simulation/routing/routing-main.ts --seed ${seed} --write\`; one seed
gives one document.

## What is simulated
- **Round trips** are drawn from measured ones: 490 PlanetLab nodes, every pair (Zhu, Liu, Niu, Li,
  Zhao: *Network Latency Estimation for Personal Devices*, IEEE/ACM Transactions on Networking 25,
  2017; data set NetLatency-Data, slice 10): p10 31 ms, p50 135, p90 292, p99 411, mean 146. Nodes
  have places on a torus and a way to their door; the rank of a distance among all distances gives
  the round trip, so the distribution is the measured one and near nodes have near nodes.
- **Tables** are as after long upkeep: leaf sets of 16 a side, and cells with the nearest of some
  that were measured (4 for each entry, at least 16 a cell). A swarm below its tables' size is
  known whole. "Joined by messages" below has tables as the protocol makes them.
- **A look-up** is iterative, three questions at once; it ends when somebody answers who has the
  key within its leaf set. Then the three homes are asked at once. *Fetch* ends with the first
  answer; *stretch* is the mean of look-up and fetch over the mean round trip to the nearest copy.
  *Right*: it found exactly the three nearest on different machines (one node in sixteen shares its
  machine). A question is slow after 500 ms and failed after 1,500 ms.
`;
}

function lookups(measured: Measured): string {
  return `## Look-ups
${lookupTable(measured.lookups)}

Hops are answers that follow from one another until the homes are known; 0 means that the own table
had them. An entry is counted with 80 bytes, as it is stored and sent; in the memory of a process it
takes about 500.

![hops](routing-hops.svg)
![stretch](routing-stretch.svg)

## Questions at once
The largest swarm, the smallest tables:

${parallelTable(measured.parallel)}
`;
}

function failures(measured: Measured): string {
  return `## Nodes gone at once
Before any repair, and before anybody has noticed:

${goneTable(measured.gone)}

![failures](routing-failures.svg)

*Keys read*: one of the three homes from before is alive and was reached. With *keys without a live
copy* it makes 100 % when routing loses nothing.
`;
}

function load(measured: Measured): string {
  return `## Load
${loadTable(measured.load)}

A share is the part of the ring of which a machine is a home, and is exact. Keys are placed one by
one; where there are few for each machine, their spread is that of the sample.
`;
}

function joins(measured: Measured): string {
  return `## Joined by messages
Every node joins through random members, one each 250 ms, so that several join at once; then 12
rounds of upkeep, one question a node each.

${joinTable(measured.joins)}

Where a table knows everyone but the newcomer that upkeep has not brought yet, its owner takes the
next nodes for that one's homes: look-ups that are not right. Repair moves what was put there.
`;
}

function repair({ churn }: Measured): string {
  const [session, absence] = [churnFacts.sessionDays, churnFacts.absenceDays].map(oneDigit);
  const [disk, absences] = [churnFacts.diskYears, churnFacts.absencesPerMonth].map(oneDigit);
  return `## Repair in a month of churn
Absences as PlanetLab had them (Chun et al., *Efficient Replica Maintenance for Distributed Storage
Systems*, NSDI 2006, the table of its trace: 632 hosts, 365 days, 21,255 transient failures, absence
median 1,208 s, p90 14,242 s, mean 104,647 s; 219 disk failures): sessions of
${session} days (exponential), absences of ${absence} days in the mean,
a disk lasts ${disk} years. 1 TB, 3 copies, 150 kB/s a node as there. The first month
settles, the second is measured: ${churn[0]?.absences ?? 0} absences, ${churn[0]?.disksLost ?? 0}
disks lost.

${churnTable(churn)}

![repair](routing-repair.svg)

*Per byte stored* counts one copy as stored. *Unreadable* is the share of the time in which a key
has no present copy. "Count those that return" is the rule of \`dhash/core/repair\`.

Copying on every absence must cost about what arithmetic says: ${absences}
absences of a host in a month, each for three copies of a byte. The paper compares systems that wait
and partly count copies that return, over a year, so its factors are smaller than those of the bare
rule. Counting is dear in the first month, when the spare copies are made, and cheap afterwards.
`;
}

function oneDigit(value: number): string {
  return value.toFixed(1);
}
