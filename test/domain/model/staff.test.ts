/** The staff of an event in the model: who had which role when, and in which order members are listed. */
import { describe, expect, test } from '@jest/globals';
import {
  membersOf,
  type StaffChange,
  staffChangeIdFor,
  staffTermsOf,
} from '../../../functions/domain/model/staff.ts';

const aChange = (revision: number, userId: string, role: StaffChange['role'], formerOwnerId?: string) => ({
  id: String(revision),
  eventId: 'event',
  userId,
  role,
  ...(formerOwnerId !== undefined && { formerOwnerId }),
  at: revision * 10,
  by: 'somebody',
  revision,
  fingerprint: '',
});

describe('The terms of a staff', () => {
  test('are those of the owner alone while nothing has changed', () => {
    expect(staffTermsOf('owner', [])).toEqual([{ userId: 'owner', role: 'owner', from: 0 }]);
  });

  test('end with another role, with a removal and with a handover, whatever the order in which changes are read', () => {
    const changes = [
      aChange(1, 'ada', 'door'),
      aChange(2, 'bob', 'manager'),
      aChange(3, 'ada', 'manager'),
      aChange(5, 'ada', 'none'),
      aChange(6, 'bob', 'owner', 'owner'),
      aChange(7, 'owner', 'none'),
      aChange(9, 'ada', 'door'),
    ];
    const terms = [
      { userId: 'ada', role: 'door', from: 10, until: 30 },
      { userId: 'ada', role: 'manager', from: 30, until: 50 },
      { userId: 'owner', role: 'owner', from: 0, until: 60 },
      { userId: 'bob', role: 'manager', from: 20, until: 60 },
      { userId: 'owner', role: 'manager', from: 60, until: 70 },
      { userId: 'bob', role: 'owner', from: 60 },
      { userId: 'ada', role: 'door', from: 90 },
    ];
    expect(staffTermsOf('bob', changes)).toEqual(terms);
    expect(staffTermsOf('bob', changes.toReversed())).toEqual(terms);
  });

  test('begin with the owner of the first handover', () => {
    const changes = [aChange(1, 'bob', 'owner', 'ada'), aChange(2, 'eve', 'owner', 'bob')];
    const [first] = staffTermsOf('eve', changes);
    expect(first).toEqual({ userId: 'ada', role: 'owner', from: 0, until: 10 });
  });

  test('of a former owner who leaves with the handover end with it', () => {
    const handedOver = { ...aChange(1, 'bob', 'owner', 'ada'), formerOwnerLeaves: true as const };
    expect(staffTermsOf('bob', [handedOver])).toEqual([
      { userId: 'ada', role: 'owner', from: 0, until: 10 },
      { userId: 'bob', role: 'owner', from: 10 },
    ]);
  });

  test('of somebody who is removed without having been a member are none', () => {
    expect(staffTermsOf('owner', [aChange(1, 'ada', 'none')])).toHaveLength(1);
  });
});

test('the members are the owner, then the managers, then the door staff', () => {
  expect(membersOf({ organizerId: 'owner' })).toEqual([{ userId: 'owner', role: 'owner' }]);
  const staff = { ada: 'door', bob: 'manager', eve: 'door' } as const;
  expect(membersOf({ organizerId: 'owner', staff })).toEqual([
    { userId: 'owner', role: 'owner' },
    { userId: 'bob', role: 'manager' },
    { userId: 'ada', role: 'door' },
    { userId: 'eve', role: 'door' },
  ]);
});

test('the id of a change follows from the event, the account and the key', () => {
  const id = staffChangeIdFor('event', 'ada', 'key');
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(staffChangeIdFor('event', 'ada', 'key')).toBe(id);
  for (const other of [
    staffChangeIdFor('other', 'ada', 'key'),
    staffChangeIdFor('event', 'bob', 'key'),
    staffChangeIdFor('event', 'ada', 'other'),
  ])
    expect(other).not.toBe(id);
});
