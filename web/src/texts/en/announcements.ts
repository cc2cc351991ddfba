/** The texts of the announcements in English. */
const bookings = (count: number) =>
  count === 1 ? '1 booking gets' : `${count.toLocaleString('en')} bookings get`;

export const announcements = {
  title: (name: string) => `Announcements: ${name}`,
  write: 'New announcement',
  to: 'Who gets it?',
  audiences: {
    holders: 'Those who have tickets',
    waiters: 'Those who wait or have an open offer',
    all: 'Those who have tickets, and those who wait',
  },
  subject: 'Subject',
  subjectHint: 'The mails add the name of the event to it.',
  text: 'Text',
  textHint:
    'Plain text, with an empty line between paragraphs. It is not translated. Replies do not reach you, so say whom to ask.',
  tooLong: (length: string, most: string) => `This has ${length} characters, and may have ${most}.`,
  look: 'Look at the mails',
  preview: 'How it looks',
  previewHint:
    'The mails are shown as plain text. Name, tickets, position and links are made up. Nothing was sent yet.',
  reaches: (count: number, isComplete: boolean) =>
    isComplete ? `${bookings(count)} this announcement.` : `More than ${bookings(count)} this announcement.`,
  reachesNobody: 'Nobody would get this announcement now.',
  mailTo: (who: string, language: string, count: string) => `${who}, in ${language}: ${count}`,
  change: 'Change it',
  send: 'Send it',
  sending: 'Sending …',
  question: 'Send this announcement?',
  questionText: 'A mail cannot be taken back.',
  sendNow: 'Yes, send it',
  notYet: 'Not yet',
  onItsWay: 'The announcement is on its way. You see below how many bookings it has reached.',
  repeated:
    'We did not hear whether your announcement arrived, because the connection was lost. We are asking again: it is sent once.',
  cancelled: 'This event is cancelled. Its customers were told so, and no announcements are sent.',
  noMail: 'This service sends no mail, so nobody would get the announcement. Please ask the operator.',
  sentTitle: 'Sent announcements',
  none: 'You have written no announcement yet.',
  done: 'Sent',
  goesOn: 'Being sent',
  counts: {
    sent: (count: string) => `Mails sent: ${count}`,
    unsubscribed: (count: string) => `Want no announcements of yours: ${count}`,
    notSent: (count: string) =>
      `Got no mail, because the address bounced, or got too many mails that day: ${count}`,
    delayed: (count: string) => `Delayed, and tried again for three days: ${count}`,
  },
};
