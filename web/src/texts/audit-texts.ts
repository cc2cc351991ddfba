/** The texts of an audit, which are loaded with it. */
import { computed } from '@preact/signals';
import { de } from './de/audit.ts';
import { type AuditTexts, en } from './en/audit.ts';
import { type Language, language } from './language.ts';

const TEXTS: Record<Language, AuditTexts> = { en, de };

export const auditTexts = computed<AuditTexts>(() => TEXTS[language.value]);
