/** The letters in German. */
import { de } from './de.ts';
import type { LetterTexts } from './letters.ts';

const NOT_YOU = 'Wenn Sie das nicht waren, müssen Sie nichts tun.';

/** Of a change that an admin may have made, too. */
const THIEF =
  'Wenn Sie das nicht waren, hat vielleicht jemand anderes Zugang zu Ihrem Konto: Fordern Sie sofort ein neues Passwort an, das dessen Sitzung beendet.';

export const lettersDe: LetterTexts = {
  greeting: de.greeting,
  footer: (brand, answersReplies) =>
    `${brand} schickt Ihnen diese E-Mail wegen eines Kontos oder einer Registrierung mit dieser Adresse. ${answersReplies ? 'Wenn Sie eine Frage haben, antworten Sie auf diese E-Mail.' : 'Bitte antworten Sie nicht auf diese E-Mail: Niemand liest die Antworten.'}`,
  letters: {
    'confirm-address': ({ brand }) => ({
      subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
      title: 'Bestätigen Sie Ihre E-Mail-Adresse',
      paragraphs: [
        `Jemand hat diese Adresse für ein Konto bei ${brand} angegeben, wahrscheinlich Sie selbst. Bitte bestätigen Sie, dass es Ihre ist: Melden Sie sich an, wenn Sie es nicht sind, öffnen Sie dann den Link und drücken Sie den Knopf auf der Seite.`,
        `Der Link gilt 24 Stunden und nur einmal. ${NOT_YOU}`,
      ],
      button: 'Adresse bestätigen',
    }),
    'address-change-asked': ({ brand }) => ({
      subject: 'Eine neue Adresse für Ihr Konto',
      title: 'Eine neue Adresse für Ihr Konto',
      paragraphs: [
        `Jemand hat eine andere E-Mail-Adresse für Ihr Konto bei ${brand} angegeben, wahrscheinlich Sie selbst. Sie ersetzt diese hier, sobald sie mit einem Link bestätigt ist, den wir an sie gesendet haben.`,
        'Wenn Sie das nicht waren, hat jemand anderes Zugang zu Ihrem Konto: Ändern Sie sofort Ihr Passwort, und geben Sie diese Adresse wieder an.',
      ],
    }),
    'address-changed': ({ brand }) => ({
      subject: 'Ihr Konto hat eine neue Adresse',
      title: 'Ihr Konto hat eine neue Adresse',
      paragraphs: [
        `Ihr Konto bei ${brand} hat jetzt eine andere E-Mail-Adresse. E-Mails dazu gehen nicht mehr an diese hier, und Sie melden sich mit der neuen an.`,
        'Wenn Sie das nicht wollten, sagen Sie uns sofort Bescheid.',
      ],
    }),
    'reset-password': ({ brand }) => ({
      subject: 'Setzen Sie ein neues Passwort',
      title: 'Setzen Sie ein neues Passwort',
      paragraphs: [
        `Jemand hat ein neues Passwort für Ihr Konto bei ${brand} angefordert, wahrscheinlich Sie selbst. Öffnen Sie den Link, um eines zu setzen. Danach enden alle Sitzungen Ihres Kontos, und Sie melden sich mit dem neuen Passwort an.`,
        `Der Link gilt eine Stunde und nur einmal. ${NOT_YOU} Ihr Passwort bleibt, wie es ist.`,
      ],
      button: 'Neues Passwort setzen',
    }),
    'account-closed': ({ brand }) => ({
      subject: 'Ihr Konto ist geschlossen',
      title: 'Ihr Konto ist geschlossen',
      paragraphs: [
        `Ihr Konto bei ${brand} ist geschlossen. Ihr Name, Ihre Adresse und Ihr Passwort sind gelöscht, ebenso die Namen auf Ihren Buchungen.`,
        'Das ist die letzte E-Mail dazu. Mit dieser Adresse können Sie sich jederzeit neu registrieren.',
      ],
    }),
    'complete-registration': ({ brand }) => ({
      subject: 'Schließen Sie Ihre Registrierung ab',
      title: 'Schließen Sie Ihre Registrierung ab',
      paragraphs: [
        `Jemand registriert sich bei ${brand} mit dieser Adresse, wahrscheinlich Sie selbst. Öffnen Sie den Link, und wählen Sie dort das Passwort Ihres Kontos. Danach melden Sie sich damit an.`,
        `Der Link gilt eine Stunde und nur einmal. Wenn Sie das nicht waren, öffnen Sie ihn nicht: Ohne ihn entsteht kein Konto.`,
      ],
      button: 'Registrierung abschließen',
    }),
    'already-registered': ({ brand }) => ({
      subject: 'Sie haben schon ein Konto',
      title: 'Sie haben schon ein Konto',
      paragraphs: [
        `Jemand wollte sich bei ${brand} mit dieser Adresse registrieren, wahrscheinlich Sie selbst. Sie haben damit schon ein Konto, deshalb wurde nichts geändert: Melden Sie sich an, oder fordern Sie ein neues Passwort an, wenn Sie Ihres vergessen haben.`,
        NOT_YOU,
      ],
    }),
    'password-changed': ({ brand }) => ({
      subject: 'Ihr Passwort wurde geändert',
      title: 'Ihr Passwort wurde geändert',
      paragraphs: [
        `Das Passwort Ihres Kontos bei ${brand} wurde geändert. Wer auf einem anderen Gerät angemeldet war, muss sich neu anmelden.`,
        'Wenn Sie das nicht waren, hat jemand anderes Zugang zu Ihrem Konto: Fordern Sie sofort ein neues Passwort an, und sagen Sie uns Bescheid.',
      ],
    }),
    'endpoint-set': ({ brand }) => ({
      subject: 'Ein Webhook-Endpunkt von Ihnen wurde eingerichtet',
      title: 'Ein Webhook-Endpunkt von Ihnen wurde eingerichtet',
      paragraphs: [
        `Jemand hat in Ihrem Konto bei ${brand} einen Webhook-Endpunkt angelegt oder wieder eingeschaltet oder die Adresse oder das Geheimnis eines Endpunkts geändert, wahrscheinlich Sie selbst. Wer diesen Endpunkt betreibt, erfährt von allen Buchungen Ihrer Veranstaltungen, mit den Namen darin.`,
        `${THIEF} Ein neues Passwort lässt die Endpunkte, wie sie sind: Öffnen Sie auf der Seite „Webhooks“, entfernen Sie jeden Endpunkt, den Sie nicht kennen, und sehen Sie sich die Adressen der anderen an.`,
      ],
    }),
    'member-appointed': ({ brand }) => ({
      subject: 'Jemand hat eine Rolle bei einer Veranstaltung von Ihnen bekommen',
      title: 'Jemand hat eine Rolle bei einer Veranstaltung von Ihnen bekommen',
      paragraphs: [
        `Ein anderes Konto hat bei ${brand} eine Rolle unter den Mitarbeitern einer Veranstaltung von Ihnen bekommen, wahrscheinlich von Ihnen selbst. Ein Verwalter führt die Veranstaltung wie Sie und sieht Namen und Adressen ihrer Kunden; der Einlass lässt Leute ein und sieht ihre Namen.`,
        `${THIEF} Ein neues Passwort entfernt niemanden: Öffnen Sie auf der Seite die Mitarbeiter jeder Ihrer Veranstaltungen, und entfernen Sie, wen Sie nicht kennen.`,
      ],
    }),
    'event-handed-over': ({ brand }) => ({
      subject: 'Eine Veranstaltung von Ihnen wurde übergeben',
      title: 'Eine Veranstaltung von Ihnen wurde übergeben',
      paragraphs: [
        `Eine Veranstaltung von Ihnen bei ${brand} wurde einem anderen Konto übergeben, wahrscheinlich von Ihnen selbst. Nur ihr neuer Inhaber kann sie absagen, ihre Mitarbeiter ändern und sie übergeben. Falls Sie noch ihr Verwalter sind, kann er Sie entfernen.`,
        `${THIEF} Sagen Sie auch uns Bescheid: Ein neues Passwort holt die Veranstaltung nicht zurück, und Sie selbst können es nicht. Öffnen Sie dann auf der Seite „Webhooks“ und die Mitarbeiter Ihrer anderen Veranstaltungen, und entfernen Sie, was Sie nicht kennen.`,
      ],
    }),
    'role-changed': ({ brand }) => ({
      subject: 'Ihr Konto hat eine andere Rolle',
      title: 'Ihr Konto hat eine andere Rolle',
      paragraphs: [
        `Ein Admin hat die Rolle Ihres Kontos bei ${brand} geändert. Sie bestimmt, was Sie dort tun dürfen: Ein Veranstalter legt Veranstaltungen an und verkauft Tickets, ein Admin darf alles. „Ihr Konto“ auf der Seite zeigt die Rolle, die Sie jetzt haben.`,
        'Wenn Sie das nicht erwartet haben, fragen Sie uns bitte.',
      ],
    }),
    'role-given': ({ brand }) => ({
      subject: 'Ihr Konto hat jemandem eine höhere Rolle gegeben',
      title: 'Ihr Konto hat jemandem eine höhere Rolle gegeben',
      paragraphs: [
        `Mit Ihrem Konto bei ${brand}, das eines Admins ist, hat ein anderes Konto eine höhere Rolle bekommen, wahrscheinlich von Ihnen selbst. Ein Veranstalter legt Veranstaltungen an und verkauft Tickets; ein Admin darf alles, mit allen Veranstaltungen und Konten.`,
        `${THIEF} Ein neues Passwort nimmt keine Rolle zurück: Lassen Sie einen anderen Admin auf der Seite im Sicherheitsprotokoll nachsehen, welches Konto die Rolle bekam, und ihm die frühere wieder geben. Sagen Sie auch uns Bescheid.`,
      ],
    }),
    'event-cancelled': ({ brand }) => ({
      subject: 'Eine Veranstaltung von Ihnen wurde abgesagt',
      title: 'Eine Veranstaltung von Ihnen wurde abgesagt',
      paragraphs: [
        `Ein Admin hat eine Veranstaltung von Ihnen bei ${brand} abgesagt, nicht mit Ihrem Konto. Alle ihre Buchungen sind storniert, und ihre Kunden erfahren es. Eine Veranstaltung, die niemand gebucht hatte, ist entfernt.`,
        'Das lässt sich nicht rückgängig machen. Wenn Sie es nicht erwartet haben, fragen Sie uns bitte.',
      ],
    }),
  },
};
