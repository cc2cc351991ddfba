/** The names of the environment variables of `npm start`, so that a misspelt one is rejected and not ignored. */
import { misspeltNames } from '../misspelt-names.ts';

/**
 * Those of the AWS SDK (`AWS_*`) are missing on purpose: other services have variables that differ from them by a letter,
 * such as `AWS_ENDPOINT_URL_SNS`.
 */
export const SETTING_NAMES = [
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'APPLE_PASS_CERTIFICATE',
  'APPLE_PASS_KEY',
  'APPLE_PASS_KEY_PASSPHRASE',
  'APPLE_PASS_TYPE_ID',
  'APPLE_TEAM_ID',
  'APPLE_WWDR_CERTIFICATE',
  'CHALLENGE',
  'CHALLENGE_DIFFICULTY',
  'CHALLENGE_SECRET',
  'CHALLENGE_SITE_KEY',
  'CORS_ORIGINS',
  'DATA_DIR',
  'ERASE_AFTER_DAYS',
  'EVENT_QUOTA',
  'GOOGLE_WALLET_EMAIL',
  'GOOGLE_WALLET_ISSUER_ID',
  'GOOGLE_WALLET_KEY',
  'HOST',
  'LOG_FILE',
  'LOG_LEVEL',
  'MAIL_BRAND_COLOR',
  'MAIL_BRAND_NAME',
  'MAIL_CONFIGURATION_SET',
  'MAIL_FROM',
  'MAIL_REPLY_TO',
  'MAIL_TIME_ZONE',
  'OIDC_ADMIN_ROLE',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'OIDC_ISSUER',
  'OIDC_ORGANIZER_ROLE',
  'OIDC_PARAMETERS',
  'OIDC_ROLES_CLAIM',
  'OIDC_TOKEN_ORIGIN',
  'PORT',
  'PUBLIC_ORIGIN',
  'RATE_LIMITS',
  'REGISTRATION',
  'SECRETS_DIR',
  'SMTP_URL',
  'TABLE_NAME',
  'TRUSTED_PROXIES',
  'UPDATES',
  'WEBHOOK_RECEIVERS',
] as const;

/** @throws an error with a line for each misspelt variable that says what to do, without its value */
export function checkNames(env: NodeJS.ProcessEnv): void {
  const lines = misspeltNames(Object.keys(env), SETTING_NAMES).map(
    ({ given, meant }) =>
      `${given} is not a setting. Did you mean ${meant}? Rename it, or run env -u ${given} npm start if it belongs to something else.`,
  );
  if (lines.length > 0) throw new Error(lines.join('\n'));
}
