/**
 * What to tell an operator whose command AWS did not carry out: what is missing, and what to do next, in two lines at most.
 * Every verb's errors pass here, after the verb has explained those that it knows more about.
 */
import { Busy } from '../functions/domain/model/refusal.ts';

/** Names of errors by which AWS says that it does not accept the credentials. */
const REJECTED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Codes of errors of the network, apart from those that the stores answer with `Busy`. */
const UNREACHABLE = new Set(['EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const TRY_CREDENTIALS =
  'Log in, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. This has to work: aws sts get-caller-identity';

const SET_REGION =
  'Set AWS_REGION to the region of the deployment, such as eu-central-1, or AWS_PROFILE to a profile that has one.';

const withoutStop = (text: string) => text.replace(/\.\s*$/, '');

/**
 * @param tables what the operator stated, as `TABLE_NAME=Boxoffice`.
 * @returns undefined for an error that is not about reaching AWS, or about its rights and tables.
 */
export function explainAws(error: unknown, tables: string[]): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  const code = 'code' in error ? String(error.code) : '';
  const stated = tables.join(' and ') || 'the name of the table';
  if (message === 'Region is missing') return `No AWS region is set. ${SET_REGION}`;
  if (message.startsWith('Region not accepted')) return `The AWS region is not valid. ${SET_REGION}`;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return `There are no AWS credentials: ${withoutStop(message)}.\n${TRY_CREDENTIALS}`;
  if (REJECTED.has(name))
    return `AWS does not accept the credentials: ${withoutStop(message)}.\n${TRY_CREDENTIALS}`;
  if (name === 'AccessDeniedException')
    return `The credentials lack a right: ${withoutStop(message)}.\ndocs/runbook.md#rights lists what each command needs.`;
  if (name === 'ResourceNotFoundException')
    return `There is no such table in this account and region. Check ${stated} against the outputs of the stack, and AWS_REGION.`;
  if (name === 'ValidationException' && /key element|schema/.test(message))
    return `The table is not one of a deployment: its keys have other names. Check ${stated} against the outputs of the stack.`;
  if (error instanceof Busy || UNREACHABLE.has(code))
    return 'The table did not answer. Check AWS_REGION and the network, and run the command again.';
  return undefined;
}
