// Numbers of open files, so that locks that were taken through one end with it. They are given only
// where locks are shared.

export class OpenFiles {
  private count = 0;

  open(): number {
    this.count++;
    return this.count;
  }
}
