/**
 * The verb `rotate-keys`: gives access tokens a new key while the service runs, on this machine or on AWS.
 */
import path from 'node:path';
import type { Command } from 'commander';
import { runtime, secrets, table, tokenKeys } from '../functions/compose.ts';
import { makeTokenKey } from '../functions/credentials/token-keys.ts';
import { rotateTokenKeys } from '../functions/domain/accounts/rotate-token-keys.ts';
import { Busy } from '../functions/domain/model/refusal.ts';
import type { TokenKey, TokenKeys } from '../functions/domain/model/token-keys.ts';
import { securityLog } from '../functions/http/security-log.ts';
import { moveFormerSecrets } from '../functions/store/secrets.ts';
import { prepareSdk } from './local/engines.ts';
import { recordedEndpoint } from './local/left-engine.ts';
import { missingSigningKey, refuseOtherOwner, secretsDirectoryOf } from './local/service-secrets.ts';
import { DEFAULT_DIRECTORY, DEFAULT_NAME } from './local/settings.ts';

type Options = { endEarlier: boolean };

/**
 * `secretsPlace`: where the command looks for its secrets, and stores the new key; `isPlaceStated`: the operator named that place.
 * `correction`: what to do if the service has them elsewhere; `endEarlier`: the command that gives up what is lost.
 */
type Service = {
  name: string;
  secretsPlace: string;
  isPlaceStated: boolean;
  correction: string;
  endEarlier: string;
};

const END_EARLIER = 'npm run rotate-keys -- --end-earlier';

/**
 * Names the service to this process: a deployed one by SECRETS_TABLE_NAME, and otherwise the one that runs on DATA_DIR.
 * @throws an error that says what to do if there is none, or if it is that of another user of this machine.
 */
function chooseService(env: NodeJS.ProcessEnv): Service {
  const { SECRETS_TABLE_NAME, TABLE_NAME, AWS_ENDPOINT_URL_DYNAMODB } = env;
  if (SECRETS_TABLE_NAME) {
    if (!TABLE_NAME) throw new Error('Not set: TABLE_NAME. See npm run rotate-keys -- --help');
    return {
      name: `the deployed table ${TABLE_NAME}`,
      secretsPlace: `the table ${SECRETS_TABLE_NAME}`,
      isPlaceStated: true,
      correction: 'Set TABLE_NAME and SECRETS_TABLE_NAME to the outputs of one deployment.',
      endEarlier: END_EARLIER,
    };
  }
  if (TABLE_NAME && !env['DATA_DIR'] && !AWS_ENDPOINT_URL_DYNAMODB)
    throw new Error('Not set: SECRETS_TABLE_NAME. See npm run rotate-keys -- --help');
  const directory = env['DATA_DIR'] || DEFAULT_DIRECTORY;
  const endpoint = AWS_ENDPOINT_URL_DYNAMODB ?? recordedEndpoint(directory);
  if (endpoint === undefined)
    throw new Error(
      `No service runs on DATA_DIR=${directory}. Start it, or set TABLE_NAME and SECRETS_TABLE_NAME to the tables of a deployed one.`,
    );
  env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
  env['TABLE_NAME'] ??= DEFAULT_NAME;
  const isPlaceStated = Boolean(env['SECRETS_DIR']);
  const secretsDirectory = path.resolve(secretsDirectoryOf(directory));
  refuseOtherOwner(secretsDirectory, directory);
  env['SECRETS_DIR'] = secretsDirectory;
  prepareSdk();
  return {
    name: `the service on this machine, DATA_DIR=${directory}`,
    secretsPlace: secretsDirectory,
    isPlaceStated,
    correction: 'Set SECRETS_DIR and DATA_DIR as the service has them.',
    endEarlier: `SECRETS_DIR=${secretsDirectory} ${END_EARLIER}`,
  };
}

/**
 * Keeps the new key from a place where the service does not look. One that lost its key gets another one with `--end-earlier`, in a
 * place that the operator named.
 * @throws an error that says what to do if the key that signs now is not where the new one would be.
 */
async function refuseOtherPlace(known: TokenKeys, service: Service, endsEarlier: boolean): Promise<void> {
  if (endsEarlier && service.isPlaceStated) return;
  const missing = await missingSigningKey(known);
  if (missing === undefined) return;
  throw new Error(
    `The private half of the key ${missing}, which signs now, is not in ${service.secretsPlace}. ${service.correction} If it is lost, run: ${service.endEarlier}. Nothing was changed.`,
  );
}

/** @returns what the operator is told of the new key: when it signs, and what becomes of what earlier keys have signed. */
function sentencesOn(
  { id, signsFrom }: TokenKey,
  service: string,
  { isFirst, endsEarlier }: { isFirst: boolean; endsEarlier: boolean },
): string {
  if (isFirst)
    return `The key ${id} is the first of ${service}, and signs at once. There is no earlier key, so nothing ends.`;
  const next = endsEarlier
    ? 'Whatever earlier keys have signed is void within a minute: clients refresh, and guests ask for a link again.'
    : 'The key before it verifies access tokens until the last of them has expired, and the tokens of guests for as long as it is kept.';
  return `The key ${id} of ${service} signs from ${new Date(signsFrom).toISOString()}.\n${next}`;
}

export async function rotateKeys({ endEarlier: endsEarlier }: Options): Promise<void> {
  const service = chooseService(process.env);
  try {
    const ports = { tokenKeys: tokenKeys(), secrets: secrets(), makeKey: makeTokenKey, securityLog, runtime };
    const earlier = await ports.tokenKeys.read();
    await refuseOtherPlace(earlier, service, endsEarlier);
    await moveFormerSecrets(secrets(), table());
    const key = await rotateTokenKeys({ endsEarlier }, ports);
    console.log(sentencesOn(key, service.name, { isFirst: earlier.keys.length === 0, endsEarlier }));
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
    throw new Error(
      'The table did not answer, so there may or may not be a new key. Run the command again: one more does no harm.',
    );
  }
}

export function defineVerb(command: Command): void {
  command
    .option(
      '--end-earlier',
      'the new key signs at once, and whatever earlier keys have signed is void',
      false,
    )
    .addHelpText(
      'after',
      `
The new key is published within a minute and signs 10 minutes later. No process has to be restarted, and nobody is logged out.
With --end-earlier, for a key that somebody else may have, access tokens end within a minute, sessions stay, and guests
have to ask for a link to their bookings again.

A service on this machine is found by DATA_DIR (default: ${DEFAULT_DIRECTORY}) while it runs. Set SECRETS_DIR as well if the service has it,
and run the command as its user. For a deployed one set TABLE_NAME and SECRETS_TABLE_NAME to its outputs, and region and credentials
as for the AWS CLI.

Example:
  npm run rotate-keys
  TABLE_NAME=… SECRETS_TABLE_NAME=… npm run rotate-keys`,
    )
    .action(rotateKeys);
}
