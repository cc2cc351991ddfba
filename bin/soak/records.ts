/** The record that a soak keeps of one event: what its organizer and its customers asked and were told. */
import type { Asked, RequestRecord } from '../../functions/domain/verify/request-record.ts';

export class EventRecord {
  readonly kind: string;
  /** In the order in which they were first sent. */
  readonly requests: RequestRecord[] = [];
  eventId = '';

  constructor(kind: string) {
    this.kind = kind;
  }

  /** Begins the record of a request that was not sent yet. */
  add(asked: Asked, actorId: string, about: Pick<RequestRecord, 'bookingId' | 'key'> = {}): RequestRecord {
    const request: RequestRecord = { asked, actorId, ...about, sendings: [] };
    this.requests.push(request);
    return request;
  }
}
