/** What can be wrong with a field of a form, in German. */
import type { FaultTexts } from '../en/faults.ts';

export const de: FaultTexts = {
  missing: 'Bitte füllen Sie das aus.',
  characters: {
    least: (count) => `Bitte schreiben Sie mindestens ${count} Zeichen.`,
    most: (count) => `Bitte schreiben Sie höchstens ${count} Zeichen.`,
    different: (count) => `Bitte nehmen Sie mindestens ${count} verschiedene Zeichen.`,
  },
  number: {
    least: (count) => `Bitte mindestens ${count}.`,
    most: (count) => `Bitte höchstens ${count}.`,
    whole: 'Bitte schreiben Sie eine ganze Zahl.',
  },
  address:
    'Bitte schreiben Sie eine Adresse wie ada@example.com, ohne Umlaute und Akzente vor dem @-Zeichen.',
  link: 'Bitte schreiben Sie einen ganzen Link, der mit https:// beginnt, ohne Leerzeichen.',
  notPublic: 'Diese Adresse ist nicht im Internet.',
  oneLine: 'Bitte schreiben Sie es in eine Zeile.',
  forbiddenCharacters: 'Einige Zeichen darin können nicht gespeichert werden. Bitte tippen Sie es neu.',
  ownPassword: 'Das ist Ihr Name oder Ihre Adresse. Bitte wählen Sie ein anderes Passwort.',
  commonPassword:
    'Viele Leute benutzen dieses Passwort, darum wird es zuerst geraten. Bitte wählen Sie ein anderes.',
  samePassword: 'Das ist schon Ihr Passwort. Bitte wählen Sie ein anderes.',
  ofOwner: 'Diese Adresse hat der Inhaber der Veranstaltung.',
  time: 'Bitte schreiben Sie ein Datum und eine Uhrzeit.',
  past: 'Das ist in der Vergangenheit. Bitte wählen Sie eine spätere Zeit.',
  beforeStart: 'Die Veranstaltung kann nicht enden, bevor sie beginnt.',
  tooLong: (days) => `Die Veranstaltung kann nicht länger als ${days} Tage dauern.`,
  afterEnd:
    'Der Verkauf kann nicht nach dem Ende der Veranstaltung enden, ohne Ende nicht nach ihrem Beginn.',
  afterSale: 'Der Verkauf muss beginnen, bevor er endet.',
  belowBooking: 'Das kann nicht weniger sein als die meisten Tickets in einer Buchung.',
  noDrawWithoutOpening: 'Eine Verlosung braucht die Zeit, zu der der Verkauf beginnt.',
  noOffers: 'Das geht nur mit Minuten, um ein Angebot anzunehmen. Bitte füllen Sie auch diese aus.',
  noGuests: 'Leute ohne Konto haben keine bestätigte Adresse. Bitte wählen Sie nur eines von beiden.',
  strictOnly: 'Das geht nur, wenn alle auf den Ersten warten.',
  sameName: 'Zwei Ticketarten haben denselben Namen.',
  unusedPool: (id) => `Keine Ticketart belegt Plätze aus ${id}. Bitte wählen Sie es bei einer Art.`,
  tooHigh: 'Dieser Betrag ist zu hoch.',
  allDayQuiet: 'Bitte lassen Sie mindestens 8 Stunden am Tag, in denen Angebote beantwortet werden.',
};
