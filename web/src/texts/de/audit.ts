/** The texts of an audit in German. */
import type { AuditTexts } from '../en/audit.ts';

export const de: AuditTexts = {
  title: 'Prüfung',
  titleOf: (name) => `Prüfung: ${name}`,
  intro:
    'Der Dienst prüft seine Zusagen an den gespeicherten Buchungen, Tickets und Verläufen dieser Veranstaltung. Er liest jede Buchung mindestens zweimal, und ein Durchgang zählt nur, wenn sich dabei nichts geändert hat.',
  running: 'Die Prüfung läuft.',
  runningFor: (seconds) => `Sie läuft seit ${seconds} s. Bei Tausenden von Buchungen dauert sie eine Weile.`,
  keepsChanging: (seconds) =>
    `Die Prüfung kam nicht zum Ende, weil sich die Veranstaltung dauernd änderte oder der Dienst viel zu tun hat. Wir versuchen es in ${seconds} s wieder. Sie müssen nichts tun.`,
  tooLarge:
    'Diese Veranstaltung ist zu groß, um sie hier zu prüfen. Der Betreiber des Dienstes prüft Veranstaltungen jeder Größe mit diesem Befehl:',
  print: 'Drucken',
  save: 'Als JSON speichern',
  again: 'Noch einmal prüfen',
  verdict: {
    sound: 'Keine Zusage ist verletzt',
    broken: (count) => (count === 1 ? '1 Zusage ist verletzt' : `${count} Zusagen sind verletzt`),
    counts: (holding, broken, open) =>
      `Von ${holding + broken + open} Zusagen sind ${holding} erfüllt, ${broken} verletzt und ${open} nicht entschieden.`,
    openHint:
      '„Nicht entschieden“ heißt, dass es sich an den gespeicherten Daten nicht zeigt. Warum, steht beim Befund. Es ist kein Zeichen für einen Fehler.',
    tellOperator: 'Geben Sie diese Prüfung als JSON dem Betreiber des Dienstes, bevor etwas geändert wird.',
  },
  states: { holds: 'Erfüllt', broken: 'Verletzt', open: 'Nicht entschieden' },
  audited: {
    title: 'Was geprüft wurde',
    event: 'Veranstaltung',
    begins: 'Beginn',
    venue: 'Ort',
    id: 'Kennung der Veranstaltung',
    bookings: 'Gelesene Buchungen',
    auditedAt: 'Geprüft am',
    service: 'Dienst',
  },
  tickets: {
    title: 'Wo die Tickets sind',
    where: 'Wo',
    count: 'Tickets',
    sold: 'Verkauft: bestätigte Buchungen',
    reserved: 'Gehalten: offene Angebote, und Teile für Wartende',
    released: 'Zurückgegeben und noch nicht weitergegeben',
    free: 'Frei',
    sum: 'Zusammen',
    capacity: 'Tickets der Veranstaltung',
    balanced: 'Die Rechnung geht auf.',
    unbalanced: (difference) => `Die Rechnung geht nicht auf: Die Differenz ist ${difference}.`,
  },
  findings: {
    title: 'Die Befunde',
    evidence: 'Beleg (englisch)',
    bookings: (count) => `Buchungen, die sie verletzen: ${count}`,
    doubtful: (count) => `Buchungen, bei denen es nicht entschieden ist: ${count}`,
    first: (count) => `Die ersten ${count} davon:`,
  },
  guarantees: {
    NoOversell: {
      name: 'Nichts ist überverkauft',
      means:
        'Es wurden nicht mehr Tickets vergeben, als die Veranstaltung hat. Jedes Ticket ist verkauft, gehalten, zurückgegeben oder frei, und zusammen sind es die Tickets der Veranstaltung.',
    },
    NoLostTicket: {
      name: 'Kein Ticket geht verloren',
      means: 'Ein zurückgegebenes Ticket bekommt, wer als Nächstes wartet, oder man kann es wieder kaufen.',
    },
    NoOvertaking: {
      name: 'Niemand wurde überholt',
      means:
        'Niemand bekam Tickets von der Warteliste vor jemandem, der früher kam, außer wo es die Regeln der Veranstaltung erlauben.',
    },
    OneEffect: {
      name: 'Jede Anfrage zählte einmal',
      means: 'Jede Buchung ist das, was ihr Verlauf ergibt. Keine Anfrage wurde zweimal ausgeführt.',
    },
    Durable: {
      name: 'Was bestätigt wurde, ist gespeichert',
      means:
        'Nichts fehlt, was der Dienst bestätigt hat. Die Prüfung sieht nur, was gespeichert ist: Ein fehlendes Nachrücken würde sie bemerken, von jeder anderen Antwort kann sie nicht wissen.',
    },
    HonestAnswer: {
      name: 'Die Antworten stimmten',
      means:
        'Niemand hörte „ausverkauft“, solange Tickets frei waren. Abgelehnte Anfragen werden nicht gespeichert, deshalb kann das keine Prüfung im Nachhinein entscheiden; die Tests des Dienstes prüfen es.',
    },
    WithinLimit: {
      name: 'Niemand hat mehr als erlaubt',
      means:
        'Niemand hat mehr Tickets oder wartet mit mehr Buchungen, als die Veranstaltung erlaubt. Buchungen, die der Veranstalter für andere machte, zählen nicht.',
    },
    OnTime: {
      name: 'Alles geschah rechtzeitig',
      means: 'Verkäufe, Nachrücken und Antworten auf Angebote geschahen, solange sie erlaubt waren.',
    },
    Mine: {
      name: 'Nur Berechtigte änderten etwas',
      means:
        'Jede Änderung in den Verläufen kommt vom Kunden, von Mitarbeitern mit der Rolle dafür oder von einem Admin. Lesen hinterlässt keine Spur.',
    },
    FairDraw: {
      name: 'Die Verlosung war gerecht',
      means:
        'Die Reihenfolge der Verlosung folgt aus einer Zahl, die vor dem Verkauf feststand, und niemand wurde vor der Verlosung bedient.',
    },
    Notified: {
      name: 'Alle wurden benachrichtigt',
      means:
        'Alle erfuhren jede Änderung, die sie betrifft, einmal und in der richtigen Reihenfolge, und nichts anderes.',
    },
  },
  notices: {
    title: 'Was den Kunden mitgeteilt wurde',
    hint: 'Jede Zeile zählt die Mails über eine Sache, und was aus ihnen wurde.',
    kind: 'Worüber',
    outcome: 'Was daraus wurde',
    count: 'Mails',
    toHolders: (kind) => `${kind}, an Inhaber übertragener Tickets`,
    kinds: {
      booked: 'Buchung bestätigt',
      'tickets-added': 'Tickets hinzugefügt',
      waitlisted: 'Platz auf der Warteliste',
      'part-granted': 'Ein Teil der Tickets',
      promoted: 'Tickets von der Warteliste',
      offered: 'Angebot',
      passed: 'Andere kommen zuerst dran',
      'offer-reminder': 'Erinnerung an ein Angebot',
      'offer-accepted': 'Angebot angenommen',
      'offer-declined': 'Angebot abgelehnt',
      'offer-ended': 'Angebot beendet',
      'offer-lapsed': 'Angebot verfallen, wartet wieder',
      'wait-ended': 'Ende des Wartens',
      cancelled: 'Stornierung',
      link: 'Link zur Buchung',
      'event-cancelled': 'Veranstaltung abgesagt',
      'ticket-received': 'Ticket erhalten',
      'ticket-transferred': 'Ticket übertragen',
      'event-changed': 'Veranstaltung geändert',
      announcement: 'Nachricht des Veranstalters',
    },
    outcomes: {
      sent: 'Gesendet',
      rejected: 'Vom Maildienst abgelehnt',
      overtaken: 'Nicht gesendet: von Neuerem überholt',
      'too-late': 'Nicht gesendet: zu spät',
      'over-limit': 'Nicht gesendet: zu viele Mails an diese Adresse an diesem Tag',
      suppressed: 'Nicht gesendet: die Adresse nimmt keine Mails an',
      'no-address': 'Nicht gesendet: keine Adresse bekannt',
      unsubscribed: 'Nicht gesendet: von Nachrichten abgemeldet',
    },
  },
};
