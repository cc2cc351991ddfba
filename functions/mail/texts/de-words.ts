/** The words that the notices in German share. */
import type { Told } from './texts.ts';

export const tickets = (count: number): string => `${count} ${count === 1 ? 'Ticket' : 'Tickets'}`;
export const named = ({ event }: Told): string => `„${event}“`;
