/** The texts of an audit, which are loaded with it. */
import { de } from './de/audit.ts';
import { type AuditTexts, en } from './en/audit.ts';
import { inLanguage } from './language.ts';

export const auditTexts = inLanguage<AuditTexts>({ en, de });
