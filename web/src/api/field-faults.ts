/**
 * What the API says is wrong with a field, in the words of the visitor. The API has one `code` for all of that and states each
 * fault in English, for developers. The usual ones are recognized here; `test/web/field-faults` keeps them as the API states them.
 */
import type { FaultTexts } from '../texts/en/faults.ts';

type Sentence = (texts: FaultTexts, count: string) => string;

/** The first that matches counts. */
const FAULTS: [RegExp, Sentence][] = [
  [/^must (?:be there$|contain a visible|have at least 1 (?:character|item)$)/, (texts) => texts.missing],
  [/^must have at least (\d+) characters$/, ({ characters }, count) => characters.least(count)],
  [/^must have at most (\d+) characters?$/, ({ characters }, count) => characters.most(count)],
  [/^must have at least (\d+) different/, ({ characters }, count) => characters.different(count)],
  [/^must be at least (\d+)$/, (texts, count) => texts.number.least(count)],
  [/^must be at most (\d+)$/, (texts, count) => texts.number.most(count)],
  [/^must be a (?:number$|whole number)/, (texts) => texts.number.whole],
  [/^must be an address like \S+@/, (texts) => texts.address],
  [/^must be (?:a link|an address) like http|^must begin with http/, (texts) => texts.link],
  [/^must name a machine on the internet/, (texts) => texts.notPublic],
  [/^must be one line/, (texts) => texts.oneLine],
  [/^must not contain (?:control |Unicode |characters)/, (texts) => texts.forbiddenCharacters],
  [/^must not be your name/, (texts) => texts.ownPassword],
  [/^is one of the passwords that are tried first/, (texts) => texts.commonPassword],
  [/^must not be the password so far/, (texts) => texts.samePassword],
  [/^must not be the address of the owner/, (texts) => texts.ofOwner],
  [/^must be an instant/, (texts) => texts.time],
  [/^must be in the future/, (texts) => texts.past],
  [/^must not be before startsAt/, (texts) => texts.beforeStart],
  [/^must be at most (\d+) days after startsAt/, (texts, count) => texts.tooLong(count)],
  [/^must not be after endsAt/, (texts) => texts.afterEnd],
  [/^must be before sales close/, (texts) => texts.afterSale],
  [/^must not be below maxPerBooking/, (texts) => texts.belowBooking],
  [/^must be stated, because the draw/, (texts) => texts.noDrawWithoutOpening],
  [/^needs waitlist.offerTtlSeconds/, (texts) => texts.noOffers],
  [/^cannot be combined with allowGuests/, (texts) => texts.noGuests],
  [/^needs the policy strict/, (texts) => texts.strictOnly],
  [/^must leave at least 8 hours/, (texts) => texts.allDayQuiet],
  [/^must not have two types with the same name/, (texts) => texts.sameName],
  [/^must be drawn on: name (\S+)/, (texts, id) => texts.unusedPool(id)],
];

const SECONDS_PER_MINUTE = 60;

/** @returns a sentence on `detail`, a fault of the field at `pointer`; the detail itself if it is not a usual one. */
export function sentenceOn(pointer: string, detail: string, texts: FaultTexts): string {
  // The API counts cents, which nobody types.
  if (/\/price\/amount$/.test(pointer) && detail.startsWith('must be at most')) return texts.tooHigh;
  for (const [pattern, sentence] of FAULTS) {
    const found = pattern.exec(detail);
    if (found !== null) return sentence(texts, asTyped(pointer, found[1] ?? ''));
  }
  return detail;
}

/** The forms take minutes where the API takes seconds. */
const asTyped = (pointer: string, count: string): string =>
  pointer.endsWith('Seconds') ? String(Math.max(1, Math.floor(Number(count) / SECONDS_PER_MINUTE))) : count;
