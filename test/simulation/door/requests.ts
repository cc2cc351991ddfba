/** Writes what the staff of an event does as requests to the API. */
import type { RecordedScan } from '../../../functions/domain/verify/request-record.ts';
import { addressOf } from '../accounts.ts';
import type { ApiRequest } from '../gateway.ts';
import type { DoorAction } from './plan.ts';

export type DoorCall = Pick<ApiRequest, 'function' | 'method'> & { path?: string; body?: object };

/** What becomes a request of its own here; `book-at-door` and `cancel` are the same as by others. */
export type DoorWork = Exclude<DoorAction, { what: 'book-at-door' | 'cancel' }>;

type Circumstances = {
  bookingId: string;
  scans: RecordedScan[];
  /** The account that is appointed or removed. */
  memberId: string;
  codeOf: (bookingId: string, ticket: number) => Promise<string | undefined>;
};

export async function doorCallOf(
  action: DoorWork,
  { bookingId, scans, memberId, codeOf }: Circumstances,
): Promise<DoorCall> {
  switch (action.what) {
    case 'check-in-booking':
      return {
        function: 'api/check-in-ticket',
        method: 'POST',
        path: '/check-ins',
        body: { bookingId, ...(action.tickets && { tickets: action.tickets }) },
      };
    case 'hand-in-scans': {
      const written = scans.map(async ({ bookingId: of, ticket, scannedAt }) => ({
        ticket: await codeOf(of, ticket),
        scannedAt: new Date(scannedAt).toISOString(),
      }));
      const body = { scans: await Promise.all(written) };
      return { function: 'api/check-in-batch', method: 'POST', path: '/check-ins/batch', body };
    }
    case 'name-ticket': {
      const name = action.isCleared ? null : 'Grace';
      return {
        function: 'api/name-ticket',
        method: 'PATCH',
        path: `/bookings/${bookingId}/tickets/${action.ticket}`,
        body: { firstName: name, lastName: name },
      };
    }
    case 'erase':
      return {
        function: 'api/erase-booking',
        method: 'POST',
        path: `/bookings/${bookingId}/erase`,
        body: {},
      };
    case 'appoint':
      return {
        function: 'api/appoint-member',
        method: 'POST',
        path: '/staff',
        body: { email: addressOf(memberId), role: action.role },
      };
    case 'remove-member':
      return { function: 'api/remove-member', method: 'DELETE', path: `/staff/${memberId}` };
    case 'publish':
      return { function: 'api/publish-event', method: 'POST', path: '/publish', body: {} };
  }
}
