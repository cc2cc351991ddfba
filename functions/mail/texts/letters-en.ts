/** The letters in English. */
import { en } from './en.ts';
import type { LetterTexts } from './letters.ts';

const NOT_YOU = 'If it was not you, you do not need to do anything.';

export const lettersEn: LetterTexts = {
  greeting: en.greeting,
  footer: (brand, answersReplies) =>
    `${brand} sends you this email because of an account with this address. ${answersReplies ? 'If you have a question, reply to this email.' : 'Please do not reply to this email: nobody reads the replies.'}`,
  letters: {
    'confirm-address': ({ brand }) => ({
      subject: 'Please confirm your email address',
      title: 'Confirm your email address',
      paragraphs: [
        `Somebody entered this address for an account at ${brand}, probably you. Please confirm that it is yours: open the link, and press the button on the page.`,
        `The link works for 24 hours, once. ${NOT_YOU}`,
      ],
      button: 'Confirm the address',
    }),
  },
};
