/** Converts entries of the trail of security events to the shape of the API. */
import type { SecurityEvent } from '../../domain/model/security-event.ts';
import type { SecurityEventAnswer } from '../answers/security-events.ts';

export function securityEventView({ at, ...event }: SecurityEvent): SecurityEventAnswer {
  return { ...event, at: new Date(at).toISOString() };
}
