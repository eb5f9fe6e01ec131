// The one total map from refusals to Linux error numbers (errno(3)), used by every driver.
import type { Refusal } from "../core/refusal.ts";

export const errnoOfRefusal: Readonly<Record<Refusal, number>> = {
  "not-permitted": 1,
  "no-entry": 2,
  "input-output": 5,
  "no-device-address": 6,
  "argument-too-big": 7,
  "bad-descriptor": 9,
  locked: 11,
  "access-denied": 13,
  exists: 17,
  "cross-device": 18,
  "not-directory": 20,
  "is-directory": 21,
  invalid: 22,
  "file-too-big": 27,
  "no-space": 28,
  "read-only": 30,
  "too-many-links": 31,
  range: 34,
  "name-too-long": 36,
  "too-many-locks": 37,
  "not-empty": 39,
  "no-xattr": 61,
  "not-supported": 95,
  stale: 116,
  "over-quota": 122,
};

/** Numbers that only drivers give: they are no answers of a file system. */
export const errno = {
  interrupted: 4,
  inputOutput: 5,
  notImplemented: 38,
  protocol: 71,
} as const;
