/** The texts of the page that the links of letters open. */

const EN = {
  title: 'Your account',
  badLink: 'This link is not complete. Please open it again from the mail, up to its end.',
  void: 'This link was used, has expired, or a later mail has another one. Please ask for a new one.',
  failed: 'This did not work. Please try again in a few minutes.',
  confirm: {
    title: 'Confirm your email address',
    text: 'Press the button to confirm that the address to which we sent the mail is yours.',
    button: 'Confirm the address',
    done: 'Thank you. Your email address is confirmed.',
  },
  reset: {
    title: 'Set a new password',
    text: 'Choose a password with 10 to 128 characters. All sessions of your account end.',
    label: 'New password',
    button: 'Set the password',
    done: 'Your password is changed. You can log in with it now.',
    refused:
      'This password is not allowed: it has fewer than 10 characters, is a common one, or is your name or address. Please choose another one.',
  },
};

const DE = {
  title: 'Ihr Konto',
  badLink:
    'Dieser Link ist nicht vollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail, bis zu seinem Ende.',
  void: 'Dieser Link wurde benutzt, ist abgelaufen, oder eine spätere E-Mail hat einen anderen. Bitte fordern Sie einen neuen an.',
  failed: 'Das hat nicht geklappt. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  confirm: {
    title: 'Bestätigen Sie Ihre E-Mail-Adresse',
    text: 'Drücken Sie den Knopf, um zu bestätigen, dass die Adresse, an die wir die E-Mail gesendet haben, Ihre ist.',
    button: 'Adresse bestätigen',
    done: 'Vielen Dank. Ihre E-Mail-Adresse ist bestätigt.',
  },
  reset: {
    title: 'Setzen Sie ein neues Passwort',
    text: 'Wählen Sie ein Passwort mit 10 bis 128 Zeichen. Alle Sitzungen Ihres Kontos enden.',
    label: 'Neues Passwort',
    button: 'Passwort setzen',
    done: 'Ihr Passwort ist geändert. Sie können sich jetzt damit anmelden.',
    refused:
      'Dieses Passwort ist nicht erlaubt: Es hat weniger als 10 Zeichen, ist ein häufiges, oder ist Ihr Name oder Ihre Adresse. Bitte wählen Sie ein anderes.',
  },
};

/** @returns the language and its texts, by the languages that the visitor prefers. */
export function textsFor(languages) {
  const preferred = languages.map((name) => name.split('-')[0]);
  const language = preferred.find((name) => name === 'en' || name === 'de') ?? 'en';
  return { language, texts: language === 'de' ? DE : EN };
}
