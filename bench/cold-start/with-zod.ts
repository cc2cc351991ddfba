/** The schemas of a booking, and the words for what does not fit them. */
import en from 'zod/v4/locales/en.js';

export const words = en();
export * from '../../functions/http/booking-schemas.ts';
export { handler } from './bare.ts';
