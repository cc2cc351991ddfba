/** The texts of webhooks, which are loaded with them. */
import { computed } from '@preact/signals';
import { de } from './de/webhooks.ts';
import { en, type WebhookTexts } from './en/webhooks.ts';
import { type Language, language } from './language.ts';

const TEXTS: Record<Language, WebhookTexts> = { en, de };

export const webhookTexts = computed<WebhookTexts>(() => TEXTS[language.value]);
