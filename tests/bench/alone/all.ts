// What is measured of Ivy by itself, in order.
import type { Alone } from "./alone.ts";
import { applyRate } from "./apply-rate.ts";
import { mountTime } from "./mount-time.ts";

export const alones: readonly Alone[] = [mountTime, applyRate];
