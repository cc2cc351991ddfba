/** The texts of the admin's screens in German. */
import type { AdminTexts } from '../en/admin.ts';

export const de: AdminTexts = {
  title: 'Verwaltung',
  forAdmins: 'Diese Seiten sind für Admins.',
  logInHint: 'Melden Sie sich mit dem Konto eines Admins an.',
  noAdmin: 'Ihr Konto ist nicht mehr das eines Admins. Melden Sie sich ab und wieder an.',
  mailbox: {
    title: 'Postfach',
    about:
      'Die Mails, die dieser Dienst geschrieben hat. Sie bleiben auf diesem Rechner und erreichen niemanden.',
  },
  docs: {
    title: 'Dokumentation der API',
    about: 'Jeder Aufruf mit Feldern und Beispielen, zum Ausprobieren im Browser.',
  },
  problems: {
    'last-admin':
      'Sie sind der einzige Admin. Machen Sie zuerst ein anderes Konto zum Admin. Es wurde nichts geändert.',
    'accounts-elsewhere':
      'Ein anderer Dienst führt die Konten und ihre Rollen. Ändern Sie die Rolle dort. Es wurde nichts geändert.',
    'not-found': 'Dieses Konto gibt es nicht mehr.',
    'address-not-confirmed':
      'Die Adresse dieses Kontos ist nicht bestätigt. Es könnte also das Konto von jemand anderem sein. Fragen Sie die Person, der die Adresse gehört: Ist es ihr Konto, öffnet sie den Link aus unserer E-Mail; wenn nicht, wird es mit einem neuen Passwort ihres. Nichts wurde geändert.',
  },
  users: {
    title: 'Konten',
    about: 'Wer ein Konto hat, und was es darf.',
    role: 'Rolle',
    all: 'Alle',
    none: 'Kein Konto hat diese Rolle. Wählen Sie eine andere, oder alle.',
    searchLabel: 'Konten suchen',
    searchPlaceholder: 'Name, Adresse oder Kennung …',
    noneFound: 'Kein Konto passt dazu.',
    rolesElsewhere: 'Die Konten werden woanders geführt. Dort werden auch die Rollen vergeben.',
    noName: 'Ohne Name',
    noAddress: 'Keine E-Mail-Adresse',
    you: 'Sie',
    address: 'E-Mail-Adresse',
    confirmed: 'Von der Person bestätigt.',
    notConfirmed: 'Nicht bestätigt: Niemand hat den Link geöffnet, der dorthin geschickt wurde.',
    newAddress: 'Neue Adresse',
    newAddressHint: 'Sie gilt, sobald die Person den Link geöffnet hat, der dorthin geschickt wurde.',
    since: 'Konto seit',
    id: 'Kennung',
    changed: (name, role) => `${name} hat jetzt die Rolle ${role}.`,
    keep: (role) => `Nein, ${role} lassen`,
    effect:
      'Die neue Rolle gilt ab sofort. Die Person bleibt noch bis zu 15 Minuten angemeldet und muss sich dann neu anmelden. Die Änderung steht im Sicherheitsprotokoll.',
    effectOnOneself:
      'Das ist Ihr eigenes Konto: Sie verlieren diese Seiten sofort und melden sich neu an. Die Änderung steht im Sicherheitsprotokoll.',
  },
  log: {
    title: 'Sicherheitsprotokoll',
    about: 'Was mit Konten, Rollen, Sitzungen und Veranstaltungen geschah, durch wen und wann.',
    intro: (zone) =>
      `Was mit Konten, Rollen und Sitzungen geschah, was abgesagt wurde, welche Änderungen von Veranstaltungen Wartende betreffen, und was Admins mit Veranstaltungen anderer taten, in den letzten 400 Tagen, das Neueste zuerst. Die Zeiten sind die Ihrer Zeitzone (${zone}). Gescheiterte Anmeldungen und Anfragen über einer Grenze stehen in den Logdateien des Dienstes, nicht hier.`,
    kind: 'Was',
    all: 'Alles',
    none: 'Noch ist nichts geschehen.',
    noneOfKind: 'In den letzten 400 Tagen ist nichts dieser Art geschehen.',
    noneSoFar: 'Bis hierhin ist nichts dieser Art geschehen. „Mehr zeigen“ sucht weiter zurück.',
    account: (id) => `Konto ${id}`,
    own: (name) => `${name} (Sie)`,
    event: 'Veranstaltung',
    booking: 'Buchung',
    kinds: {
      'role-changed': {
        title: 'Rolle geändert',
        says: ({ by, user, role, formerRole }) =>
          `${by} hat die Rolle von ${user} geändert, von ${formerRole} zu ${role}.`,
      },
      'accounts-listed': {
        title: 'Konten gelesen',
        says: ({ by }) => `${by} hat die Liste der Konten gelesen, in der Stunde, die da begann.`,
      },
      'data-exported': {
        title: 'Daten exportiert',
        says: ({ by }) =>
          `${by} hat exportiert, was über das eigene Konto gespeichert ist, in der Stunde, die da begann.`,
      },
      'account-closed': {
        title: 'Konto geschlossen',
        says: ({ user }) => `${user} wurde von der Person geschlossen, und Name und Adresse wurden gelöscht.`,
      },
      'booking-erased': {
        title: 'Buchung gelöscht',
        says: ({ by }) => `${by ?? 'Ein Gast'} hat Namen und Adressen aus einer Buchung löschen lassen.`,
      },
      'event-erased': {
        title: 'Veranstaltung gelöscht',
        says: () => 'Der Dienst hat Namen und Adressen aus allen Buchungen einer Veranstaltung gelöscht.',
      },
      'password-changed': {
        title: 'Passwort geändert',
        says: ({ user }) =>
          `${user} hat mit dem alten Passwort ein neues gesetzt. Die anderen Sitzungen sind beendet.`,
      },
      'password-reset': {
        title: 'Passwort zurückgesetzt',
        says: ({ user }) =>
          `${user} hat mit einem Link aus einer Mail ein neues Passwort gesetzt. Alle Sitzungen sind beendet.`,
      },
      'sessions-ended': {
        title: 'Sitzungen beendet',
        says: ({ by }) => `${by} hat eine eigene Sitzung beendet, oder alle anderen.`,
      },
      'refresh-token-reused': {
        title: 'Refresh-Token zweimal benutzt',
        says: ({ user }) =>
          `Ein Refresh-Token von ${user} wurde ein zweites Mal benutzt, ist also vielleicht gestohlen. Die Sitzung wurde beendet.`,
      },
      'event-handed-over': {
        title: 'Veranstaltung übergeben',
        says: ({ by, user, formerOwner }) =>
          `${by} hat ${by === formerOwner ? 'eine eigene Veranstaltung' : `eine Veranstaltung von ${formerOwner}`} an ${user} übergeben.`,
      },
      'event-cancelled': {
        title: 'Veranstaltung abgesagt',
        says: ({ by }) => `${by} hat eine Veranstaltung abgesagt.`,
      },
      'event-changed': {
        title: 'Veranstaltung geändert',
        says: ({ by }) =>
          `${by} hat eine Veranstaltung geändert oder veröffentlicht, die andere verwalten, oder eine oder ihren Verkauf früher beendet, die Zahl ihrer Tickets oder die Regeln ihrer Warteliste geändert.`,
      },
      'bookings-exported': {
        title: 'Buchungen exportiert',
        says: ({ by }) =>
          `${by} hat Buchungen einer Veranstaltung exportiert, die andere verwalten, in der Stunde, die da begann.`,
      },
      'key-rotated': {
        title: 'Schlüssel gewechselt',
        says: ({ endsEarlier }) =>
          `Der Betreiber hat den Zugangs-Tokens einen neuen Schlüssel gegeben. ${endsEarlier ? 'Die Tokens aller früheren Schlüssel sind ungültig.' : 'Niemand wurde abgemeldet.'}`,
      },
    },
  },
  limits: {
    title: 'Grenzen',
    about: 'Wie viele Anfragen angenommen werden, und wie viele Veranstaltungen man haben darf.',
    intro:
      'Diese Werte gelten gerade. Sie werden beim Start oder beim Ausrollen des Dienstes gesetzt, nicht hier.',
    rates: 'Grenzen für Anfragen',
    ratesOff: 'Die Grenzen für Anfragen sind ausgeschaltet: Alle dürfen beliebig viele schicken.',
    ratesHint:
      'Anfragen über einer Grenze werden abgelehnt und bewirken nichts. Eine Grenze füllt sich gleichmäßig wieder auf.',
    rate: (requests, time) => `${requests} in ${time}`,
    quota: 'Kontingent eines Veranstalters',
    quotaOff: 'Das Kontingent ist ausgeschaltet: Veranstalter dürfen beliebig viele Veranstaltungen haben.',
    quotaHint: 'Es zählt Veranstaltungen, die nicht vorbei sind. Für Admins gilt keines.',
    events: 'Veranstaltungen',
    shards: 'Shards',
    shardsHint: 'die Teile, in denen ihre Tickets gespeichert sind, alle Veranstaltungen zusammen',
    address: 'je Netzadresse',
    account: 'je Konto',
    names: {
      register: { what: 'Registrierungen', per: 'address' },
      'book-as-guest': { what: 'Buchungen ohne Konto', per: 'address' },
      book: { what: 'Buchungen mit Konto', per: 'account' },
      'request-link': { what: 'Anfragen, auf die ein Link gemailt wird', per: 'address' },
      'end-sessions': { what: 'Beendete Sitzungen und geänderte Passwörter', per: 'account' },
      appoint: { what: 'Aufnahmen unter die Mitarbeiter und Übergaben', per: 'account' },
      'send-webhook': { what: 'Einzeln gesendete Webhooks und Änderungen an Endpunkten', per: 'account' },
      'replay-webhooks': { what: 'Wiederholungen aller Webhooks', per: 'account' },
      'change-events': { what: 'Angelegte, geänderte oder abgesagte Veranstaltungen', per: 'account' },
      'check-in': { what: 'Einlässe und zurückgenommene Einlässe', per: 'account' },
      transfer: { what: 'Übertragene Tickets', per: 'account' },
      read: { what: 'Abrufe ohne Konto', per: 'address' },
      'read-with-token': {
        what: 'Abrufe von Veranstaltungen und eigenen Buchungen mit Konto',
        per: 'account',
      },
      'read-booking': { what: 'Abrufe einer Buchung', per: 'account' },
      'change-booking': { what: 'Änderungen einer Buchung', per: 'account' },
      refresh: { what: 'Erneuerte Sitzungen', per: 'address' },
      'open-session': { what: 'Anmeldungen, gelungene und gescheiterte', per: 'address' },
      'log-in': { what: 'Gescheiterte Anmeldungen von einer Netzadresse', per: 'account' },
      'log-in-account': { what: 'Gescheiterte Anmeldungen von fremden Netzadressen', per: 'account' },
      'log-in-source': { what: 'Gescheiterte Anmeldungen, falsche Passwörter und Links', per: 'address' },
    },
  },
  roles: {
    attendee: {
      one: 'Besucher',
      many: 'Besucher',
      give: 'Zum Besucher machen',
      question: (name) => `${name} zum Besucher machen?`,
      may: 'Besucher buchen Tickets und legen keine Veranstaltungen an. Veranstaltungen, die ihnen gehören, bleiben ihre.',
    },
    organizer: {
      one: 'Veranstalter',
      many: 'Veranstalter',
      give: 'Zum Veranstalter machen',
      question: (name) => `${name} zum Veranstalter machen?`,
      may: 'Veranstalter legen Veranstaltungen an und verkaufen Tickets dafür. Sie sehen Namen und Adressen derer, die buchen.',
    },
    admin: {
      one: 'Admin',
      many: 'Admins',
      give: 'Zum Admin machen',
      question: (name) => `${name} zum Admin machen?`,
      may: 'Admins dürfen alles: Sie betreuen jede Veranstaltung, sehen alle, die buchen, und ändern alle Rollen, auch Ihre.',
    },
  },
};
