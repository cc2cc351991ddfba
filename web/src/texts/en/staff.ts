/** The texts of the staff of an event in English. */
export const staff = {
  title: (name: string) => `Staff: ${name}`,
  you: '(you)',
  nobody: 'A closed account',
  role: 'Role',
  roles: { owner: 'Owner', manager: 'Manager', door: 'Door staff' },
  may: {
    door: 'Lets people in and finds bookings by name. Sees no email addresses, and changes nothing else.',
    manager:
      'Runs the event as you do: edits it, sees all bookings, writes announcements, sells at the door. Cannot cancel the event, move its end to an earlier time within a day, or change its staff.',
  },
  ownerOnly: 'Only the owner of the event changes its staff.',
  cancelled: 'This event is cancelled, so its staff gets no new members and no other roles.',
  add: 'Add somebody',
  addressHint: 'The address of their account here.',
  addNow: 'Add to the staff',
  problems: {
    'no-such-account': 'There is no account with this address. Ask its owner to register here first.',
    'address-not-confirmed':
      'The address of this account is not confirmed, so it may be somebody else’s account. Ask the owner of the address: if they made it, they open the link of the mail from us; if not, a new password makes it theirs.',
  } as Record<string, string | undefined>,
  appointed: (who: string, role: string) =>
    `${who} is on the staff now: ${role}. They get no mail about it, so please tell them to log in here.`,
  changed: (who: string, role: string) => `${who} has another role now: ${role}.`,
  make: { manager: 'Make manager', door: 'Make door staff' },
  /** The name of a button for a screen reader, which says whom it is about. */
  of: (label: string, who: string) => `${label}: ${who}`,
  remove: 'Remove',
  removeQuestion: (who: string) => `Remove ${who} from the staff?`,
  removeText: 'Access to this event ends at once. What was done at the door stays.',
  removeNow: 'Yes, remove',
  removed: (who: string) => `${who} is not on the staff any more.`,
  leave: 'Leave the staff',
  leaveQuestion: 'Leave the staff of this event?',
  leaveText: 'Your access to this event ends at once. Only its owner can add you again.',
  leaveNow: 'Yes, leave',
  keep: 'No, go back',
  handOver: {
    now: 'Make owner',
    busy: 'Handing over …',
    question: (who: string) => `Hand this event over to ${who}?`,
    changes: (who: string) =>
      `${who} will own the event: its owner alone cancels it, changes its staff and hands it over. Webhooks about it go to the endpoints of the new owner.`,
    own: 'You stay as a manager, go on running the event, and can be removed. You cannot take the event back yourself.',
    ofOther: 'The owner until now stays as a manager, and can be removed.',
    yes: 'Yes, hand it over',
    done: (who: string) => `${who} owns the event now.`,
    notEligible: (who: string) =>
      `${who} cannot own the event: its owner has to be one of its managers, with an account of the role organizer. An admin gives this role.`,
  },
};
