/** What customers are told of a change of their event: the changed fields with their earlier values. */
import { describe, expect, test } from '@jest/globals';
import {
  type Event,
  type EventFields,
  eventOf,
  type ToldChange,
} from '../../../functions/domain/model/event.ts';
import { CHANGES_TOLD_TOGETHER_MS } from '../../../functions/domain/model/limits.ts';
import { toldChangeOf } from '../../../functions/domain/model/told-change.ts';

function anEvent(fields: Partial<EventFields> = {}): Event {
  return eventOf({
    id: 'event',
    organizerId: 'organizer',
    name: 'First night',
    startsAt: '2030-02-01T00:00:00.000Z',
    capacity: 10,
    stated: {},
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: '2030-01-01T00:00:00.000Z',
    revision: 1,
    shardCount: 4,
    fingerprint: '',
    ...fields,
  });
}

const told = (venue: string | null, at = 1): { toldChange: ToldChange } => ({
  toldChange: { revision: 1, at, before: { venue } },
});

describe('A change of an event', () => {
  test('is told with the changed fields as they were', () => {
    const before = anEvent({ endsAt: '2030-02-02T00:00:00.000Z' });
    const { endsAt: _none, ...open } = before;
    const after = { ...open, name: 'Second night', venue: 'Great hall', revision: 2 };
    expect(toldChangeOf(before, after, 5)).toEqual({
      revision: 2,
      at: 5,
      before: { name: 'First night', endsAt: '2030-02-02T00:00:00.000Z', venue: null },
    });
  });

  test('of no field that customers are told is not told', () => {
    expect(toldChangeOf(anEvent(), anEvent({ capacity: 20 }), 5)).toBeUndefined();
  });

  test('shortly after another is told without earlier values, which not everybody knows', () => {
    const before = anEvent({ venue: 'B', ...told('A') });
    const after = anEvent({ venue: 'C', revision: 2 });
    expect(toldChangeOf(before, after, 2)).toEqual({ revision: 2, at: 2 });
    const late = 1 + CHANGES_TOLD_TOGETHER_MS;
    expect(toldChangeOf(before, after, late - 1)).toEqual({ revision: 2, at: late - 1 });
    expect(toldChangeOf(before, after, late)?.before).toEqual({ venue: 'B' });
  });
});
