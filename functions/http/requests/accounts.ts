/** Zod schemas of the request bodies for accounts and sessions. */
import * as z from 'zod/mini';
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from '../../domain/model/limits.ts';
import { ROLES } from '../../domain/model/user.ts';
import { email, line } from './fields.ts';

/** A new password; `password-rules.ts` refuses those that are easy to guess. */
const newPassword = z
  .string()
  .check(z.minLength(PASSWORD_MIN_CHARACTERS), z.maxLength(PASSWORD_MAX_CHARACTERS));

/** The password that an account has. */
const password = z.string().check(z.minLength(1), z.maxLength(PASSWORD_MAX_CHARACTERS));

const name = line(200);

export const registerUserBody = z.strictObject({ name, email, password: newPassword });

/** A new address takes the password. */
export const changeMeBody = z.strictObject({
  name: z.exactOptional(name),
  email: z.exactOptional(email),
  password: z.exactOptional(password),
});

export const logInBody = z.strictObject({
  email,
  password,
});

export const refreshTokenBody = z.strictObject({
  refreshToken: z.string().check(z.minLength(1), z.maxLength(200)),
});

/** As `letterTokens` makes them. */
const mailedToken = z.string().check(z.minLength(1), z.maxLength(200));

export const mailedTokenBody = z.strictObject({ token: mailedToken });

export const forgotPasswordBody = z.strictObject({ email });

export const resetPasswordBody = z.strictObject({ token: mailedToken, password: newPassword });

export const changePasswordBody = z.strictObject({ password, newPassword });

export const closeAccountBody = z.strictObject({ password });

export const changeRoleBody = z.strictObject({ role: z.enum(ROLES) });
