/** The texts of embedding an event, in German. */
import type { OrganizerTexts } from '../en/organizer.ts';

export const embed: OrganizerTexts['embed'] = {
  title: 'Auf der eigenen Website zeigen',
  text: 'Fügen Sie dies in eine Seite Ihrer Website ein. Es zeigt die Veranstaltung, was noch frei ist, und einen Knopf, der sie hier öffnet, wo man bucht.',
  code: 'HTML für Ihre Website',
  copy: 'HTML kopieren',
  copied: 'Kopiert.',
  notCopied:
    'Ihr Browser hat das Kopieren nicht erlaubt. Der Text ist markiert: Kopieren Sie ihn mit der Tastatur oder dem Menü.',
};
