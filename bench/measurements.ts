/** All measurements in the order in which they run. */
import { audit } from './audit.ts';
import { capacity } from './capacity.ts';
import { exportCsv } from './export.ts';
import { flood } from './flood.ts';
import { idlePromotion } from './idle-promotion.ts';
import { massCancellation } from './mass-cancellation.ts';
import type { Measurement } from './measurement.ts';
import { model } from './model.ts';
import { quantities, sale, sixteenEvents } from './on-sale.ts';
import { promotions } from './promotions.ts';
import { telling } from './telling.ts';
import { updates } from './updates.ts';
import { waiting } from './waiting.ts';

export const MEASUREMENTS: Measurement[] = [
  sale,
  quantities,
  sixteenEvents,
  massCancellation,
  idlePromotion,
  waiting,
  updates,
  telling,
  flood,
  capacity,
  exportCsv,
  audit,
  model,
  promotions,
];
