/** The bare function with the schemas of a booking and their error messages. */
import en from 'zod/v4/locales/en.js';

export const words = en();
export * from '../../functions/http/booking-schemas.ts';
export { handler } from './bare.ts';
