/** Zod schemas of the request bodies for announcements. */
import * as z from 'zod/mini';
import { AUDIENCES } from '../../domain/model/announcement.ts';
import {
  ANNOUNCEMENT_SUBJECT_LIMIT_CHARACTERS,
  ANNOUNCEMENT_TEXT_LIMIT_CHARACTERS,
} from '../../domain/model/limits.ts';
import { line, paragraphs } from './fields.ts';

export const announcementBody = z.strictObject({
  subject: line(ANNOUNCEMENT_SUBJECT_LIMIT_CHARACTERS),
  text: paragraphs(ANNOUNCEMENT_TEXT_LIMIT_CHARACTERS).check(
    z.regex(/\S/, { error: 'must contain a visible character', abort: true }),
  ),
  to: z.enum(AUDIENCES),
});
