/** The texts of webhooks, which are loaded with them. */
import { de } from './de/webhooks.ts';
import { en, type WebhookTexts } from './en/webhooks.ts';
import { inLanguage } from './language.ts';

export const webhookTexts = inLanguage<WebhookTexts>({ en, de });
