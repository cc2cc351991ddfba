/** What can be wrong with a field of a form, in English. */
export const en = {
  missing: 'Please fill this in.',
  characters: {
    least: (count: string) => `Please write at least ${count} characters.`,
    most: (count: string) => `Please write at most ${count} characters.`,
    different: (count: string) => `Please use at least ${count} different characters.`,
  },
  number: {
    least: (count: string) => `At least ${count}, please.`,
    most: (count: string) => `At most ${count}, please.`,
    whole: 'Please write a whole number.',
  },
  address: 'Please write an address like ada@example.com, without umlauts or accents before the @.',
  link: 'Please write a whole link that begins with https://, without blanks.',
  notPublic: 'This address is not on the internet.',
  oneLine: 'Please write it in one line.',
  forbiddenCharacters: 'Some characters in it cannot be stored. Please type it again.',
  ownPassword: 'This is your name or your address. Please choose another password.',
  commonPassword: 'Many people use this password, so it is guessed first. Please choose another one.',
  samePassword: 'This is your password already. Please choose another one.',
  ofOwner: 'The owner of the event has this address.',
  time: 'Please write a date and a time.',
  past: 'This is in the past. Please choose a later time.',
  beforeStart: 'The event cannot end before it begins.',
  tooLong: (days: string) => `The event cannot last longer than ${days} days.`,
  afterEnd: 'The sale cannot go on after the end of the event, or after its beginning if it has no end.',
  afterSale: 'The sale has to open before it closes.',
  belowBooking: 'This cannot be less than the most tickets in one booking.',
  noDrawWithoutOpening: 'A draw needs the time at which the sale opens.',
  noOffers: 'This works only with minutes to accept an offer. Please fill these in, too.',
  noGuests: 'People without an account have no confirmed address. Please choose one of the two.',
  strictOnly: 'This works only if everybody waits for the first.',
  sameName: 'Two ticket types have the same name.',
  tooHigh: 'This amount is too high.',
  allDayQuiet: 'Please leave at least 8 hours of the day in which offers are answered.',
};

export type FaultTexts = typeof en;
