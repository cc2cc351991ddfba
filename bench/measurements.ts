/**
 * All measurements in the order in which they run. `memory` uses the results of `profile` and `coldStart`.
 */
import { audit } from './audit.ts';
import { capacity } from './capacity.ts';
import { coldStart } from './cold-start.ts';
import { exportCsv } from './export.ts';
import { idlePromotion } from './idle-promotion.ts';
import { massCancellation } from './mass-cancellation.ts';
import type { Measurement } from './measurement.ts';
import { memory } from './memory.ts';
import { model } from './model.ts';
import { quantities, sale, sixteenEvents } from './on-sale.ts';
import { profile } from './profile.ts';
import { waiting } from './waiting.ts';

export const MEASUREMENTS: Measurement[] = [
  sale,
  quantities,
  sixteenEvents,
  massCancellation,
  idlePromotion,
  waiting,
  capacity,
  exportCsv,
  audit,
  profile,
  coldStart,
  memory,
  model,
];
