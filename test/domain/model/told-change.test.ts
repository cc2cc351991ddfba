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

  test('shortly after another is told with the values from before both', () => {
    const before = anEvent({ venue: 'B', ...told('A') });
    const name = 'Second night';
    const changed = (venue: string) => anEvent({ venue, name, revision: 2 });
    expect(toldChangeOf(before, changed('C'), 2)?.before).toEqual({ name: 'First night', venue: 'A' });
    expect(toldChangeOf(before, changed('B'), 2)?.before).toEqual({ name: 'First night', venue: 'A' });
    const late = 1 + CHANGES_TOLD_TOGETHER_MS;
    expect(toldChangeOf(before, changed('C'), late - 1)?.before).toMatchObject({ venue: 'A' });
    expect(toldChangeOf(before, changed('C'), late)?.before).toEqual({ name: 'First night', venue: 'B' });
  });

  test('back to the value from before another is told with the value in between', () => {
    const before = anEvent({ venue: 'B', ...told('A') });
    expect(toldChangeOf(before, anEvent({ venue: 'A', revision: 2 }), 2)?.before).toEqual({ venue: 'B' });
    const unknown = anEvent({ venue: 'B', toldChange: { revision: 1, at: 1 } });
    expect(toldChangeOf(unknown, anEvent({ venue: 'A', revision: 2 }), 2)?.before).toEqual({ venue: 'B' });
  });
});
