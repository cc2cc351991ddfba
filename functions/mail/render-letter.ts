/** Renders a letter as a mail: subject, plain text and HTML, in its language. Names of people are hostile input. */
import type { Language } from '../domain/model/booking.ts';
import type { NewLetter } from '../domain/model/letter.ts';
import { type Brand, textColorOn } from './brand.ts';
import { button, frame, pageLink, paragraph } from './layout.ts';
import { greetable } from './repeated-name.ts';
import type { LetterTexts } from './texts/letters.ts';
import { lettersDe } from './texts/letters-de.ts';
import { lettersEn } from './texts/letters-en.ts';

const LANGUAGES: Record<Language, LetterTexts> = { en: lettersEn, de: lettersDe };

/** `link`: the page on which the letter's token acts, if it has one. */
export function renderLetter(
  { kind, to, language }: Pick<NewLetter, 'kind' | 'to' | 'language'>,
  { brand, link }: { brand: Brand; link: string | undefined },
): { subject: string; text: string; html: string } {
  const texts = LANGUAGES[language];
  const { subject, title, paragraphs, button: label = title } = texts.letters[kind]({ brand: brand.name });
  const greeting = texts.greeting(greetable(to.name));
  const footer = texts.footer(brand.name, brand.replyTo !== undefined);
  const linkLines = link === undefined ? [] : [`${label}:\n${link}`];
  const [buttonColor, textColor] = [brand.color, textColorOn(brand.color)];
  return {
    subject,
    text: `${[title, greeting, ...paragraphs, ...linkLines, footer].join('\n\n')}\n`,
    html: frame({
      language,
      title,
      preview: paragraphs[0] ?? title,
      brand: brand.name,
      buttonColor,
      greeting,
      footer,
      blocks: {
        paragraph: paragraphs.map((text) => paragraph({ text })),
        quote: undefined,
        button: link === undefined ? undefined : button({ buttonColor, link, textColor, label }),
        image: undefined,
        pageLink: link === undefined ? undefined : pageLink({ link, label: link }),
        unsubscribe: undefined,
        row: undefined,
      },
    }).text,
  };
}
