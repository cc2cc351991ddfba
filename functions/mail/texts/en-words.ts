/** The words that the notices in English share. */
import type { Told } from './texts.ts';

export const tickets = (count: number): string => `${count} ${count === 1 ? 'ticket' : 'tickets'}`;
export const named = ({ event }: Told): string => `“${event}”`;
