// How long the session looks for the next request before it sleeps. When the program that asks runs
// on another processor, falling asleep and being woken there costs more than most requests; when it
// shares ours, looking keeps it from running. Which of the two it is shows in how soon requests
// come while we sleep, so that is tried now and then.

const limits = {
  /** Longest time to look. A program that waits for us and then asks the next thing needs a few
   *  microseconds. */
  lookMilliseconds: 0.05,
  /** Gaps while sleeping below this: the other one shares our processor and sleeping is right. */
  sharedMilliseconds: 0.02,
  /** Gaps beyond this: nobody is waiting for us, and looking would only burn time. */
  busyMilliseconds: 0.15,
  /** Requests for which a decision to look holds. */
  lookRequests: 1024,
  /** Requests that a trial of sleeping lasts. */
  trialRequests: 8,
};

export class Patience {
  private readonly enabled: boolean;
  /** Requests for which we still look. */
  private looking = 0;
  /** Gaps of the current trial. */
  private gaps = 0;
  private gapSum = 0;
  private missed = 0;
  private repliedAt = 0;

  /** On one processor the one who asks cannot go on while we look. */
  constructor(processors: number) {
    this.enabled = processors > 1;
  }

  /** A request has come at `now`. */
  requested(now: number): void {
    if (this.looking > 0) {
      this.looking--;
      return;
    }
    this.gapSum += now - this.repliedAt;
    if (++this.gaps < limits.trialRequests) return;
    const gap = this.gapSum / this.gaps;
    if (gap > limits.sharedMilliseconds && gap < limits.busyMilliseconds) {
      this.looking = limits.lookRequests;
    }
    this.restartTrial();
  }

  /** A reply has gone out at `now`. */
  replied(now: number): void {
    this.repliedAt = now;
  }

  /** Until when to look before sleeping; 0 for not at all. */
  lookUntil(now: number): number {
    return this.enabled && this.looking > 0 ? now + limits.lookMilliseconds : 0;
  }

  /** Looked and nothing came: after a few times in a row it is no conversation any more. */
  lookedInVain(): void {
    if (++this.missed < limits.trialRequests) return;
    this.looking = 0;
    this.restartTrial();
  }

  lookedWithSuccess(): void {
    this.missed = 0;
  }

  private restartTrial(): void {
    this.gaps = 0;
    this.gapSum = 0;
    this.missed = 0;
  }
}
