/** Validates the variables of mail. `compose` and `bin` hand the variables over, because they alone read them. */
import { isTimeZone } from '../domain/model/time-zone.ts';
import { type Brand, isColor } from './brand.ts';

/**
 * `from`: the sender's address. `timeZone`: IANA name, for events that state none. `smtpUrl`: the SMTP server;
 * undefined for SES. `configurationSet`: of SES, for its events on bounces and complaints.
 */
export type MailSettings = {
  from: string;
  brand: Brand;
  timeZone: string;
  smtpUrl?: string;
  configurationSet?: string;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** Nobody has an address in `.example`, so a mail from there is not mistaken for a real one. */
const DEFAULT_FROM = 'tickets@boxoffice.example';
const DEFAULT_BRAND_NAME = 'Boxoffice';
const DEFAULT_BRAND_COLOR = '#1d4ed8';
const DEFAULT_TIME_ZONE = 'UTC';

const ADDRESS = /^[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}$/;
/** A name of 1 to 60 characters in one line, without those that end a name in a mail header. */
const BRAND_NAME = /^(?=.*\S)[^\p{Cc}"<>@\\]{1,60}$/u;
const CONFIGURATION_SET = /^[A-Za-z0-9_-]{1,64}$/;

/** `says`: what is wrong with an invalid text, and what to set instead. */
type Rule = { isValid: (text: string) => boolean; says: string };

const AN_ADDRESS: Rule = {
  isValid: (text) => ADDRESS.test(text),
  says: 'is not an address. Set it to one such as tickets@example.com, without a name',
};
const A_NAME: Rule = {
  isValid: (text) => BRAND_NAME.test(text),
  says: 'cannot be shown. Set it to 1 to 60 characters without ", <, >, @ and backslash',
};
const A_COLOR: Rule = { isValid: isColor, says: 'is not a color. Set it to one such as #1d4ed8' };
const A_TIME_ZONE: Rule = {
  isValid: isTimeZone,
  says: 'is not a time zone. Set it to an IANA name such as Europe/Berlin',
};
const AN_SMTP_URL: Rule = {
  isValid: isSmtpUrl,
  says: 'is not the URL of an SMTP server. Set it to one such as smtp://user:password@mail.example.com:587',
};
const A_CONFIGURATION_SET: Rule = {
  isValid: (text) => CONFIGURATION_SET.test(text),
  says: 'is not the name of a configuration set. Set it to up to 64 letters, digits, "-" and "_"',
};

/**
 * @param options what the operator of the CDK app calls the variables, for the errors.
 * @throws an error with a line for each invalid variable that says what to do.
 */
export function readMailSettings(variables: Variables, options?: Variables): MailSettings {
  const faults: string[] = [];
  const nameOf = (variable: string) => options?.[variable] ?? variable;
  const read = (variable: string, { isValid, says }: Rule, missing: string): string => {
    const text = variables[variable] ?? missing;
    if (!isValid(text))
      faults.push(
        `${nameOf(variable)}=${text} ${says}, ${options ? 'or leave it out' : `or unset it for ${missing}`}.`,
      );
    return text;
  };
  const readIfSet = (variable: string, { isValid, says }: Rule): string | undefined => {
    const text = variables[variable];
    if (text === undefined || isValid(text)) return text;
    // The URL of an SMTP server may have a password in it.
    const stated = variable === 'SMTP_URL' ? variable : `${nameOf(variable)}=${text}`;
    faults.push(`${stated} ${says}, ${options ? 'or leave it out' : 'or unset it'}.`);
    return undefined;
  };
  const from = read('MAIL_FROM', AN_ADDRESS, DEFAULT_FROM);
  const name = read('MAIL_BRAND_NAME', A_NAME, DEFAULT_BRAND_NAME);
  const color = read('MAIL_BRAND_COLOR', A_COLOR, DEFAULT_BRAND_COLOR);
  const timeZone = read('MAIL_TIME_ZONE', A_TIME_ZONE, DEFAULT_TIME_ZONE);
  const replyTo = readIfSet('MAIL_REPLY_TO', AN_ADDRESS);
  const smtpUrl = readIfSet('SMTP_URL', AN_SMTP_URL);
  const configurationSet = readIfSet('MAIL_CONFIGURATION_SET', A_CONFIGURATION_SET);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return {
    from,
    brand: { name, color, ...(replyTo !== undefined && { replyTo }) },
    timeZone,
    ...(smtpUrl !== undefined && { smtpUrl }),
    ...(configurationSet !== undefined && { configurationSet }),
  };
}

function isSmtpUrl(text: string): boolean {
  const { protocol, hostname } = URL.parse(text) ?? {};
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}
