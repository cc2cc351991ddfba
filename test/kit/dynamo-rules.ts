/**
 * Finds requests that DynamoDB rejects and the embedded engine accepts, as far as a comparison of the two has
 * shown: empty, mistyped and overlong keys in key conditions, overlong index keys, start keys outside the
 * query, and invalid update expressions in transactions, which the engine does not validate. The engine
 * rejects other errors itself.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
import { TABLE } from '../../functions/store/table/definition.ts';

const PARTITION_KEY_LIMIT_BYTES = 2048;
const SORT_KEY_LIMIT_BYTES = 1024;

const LIMITS_BYTES = new Map(
  [TABLE, ...TABLE.indexes].flatMap(({ partitionKey, sortKey }): [string, number][] => [
    [partitionKey, PARTITION_KEY_LIMIT_BYTES],
    [sortKey, SORT_KEY_LIMIT_BYTES],
  ]),
);

type Attributes = Record<string, unknown>;

/** The request members that the rules read, with values as the document client takes them. */
type Write = {
  Item?: Attributes;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
};
type Query = Write & { KeyConditionExpression?: string; ExclusiveStartKey?: Attributes };
type Transaction = { TransactItems?: { Put?: Write; Update?: Write; Delete?: Write }[] };
export type Request = Query & Transaction;

/**
 * @returns the message of DynamoDB's ValidationException; undefined if DynamoDB accepts the request, or the
 * engine rejects it too.
 */
export function faultOf(request: Request): string | undefined {
  const transaction = request.TransactItems?.flatMap(
    ({ Put, Update, Delete }) => Put ?? Update ?? Delete ?? [],
  );
  return first(
    faultOfQuery(request),
    faultOfKeys(request),
    ...(transaction ?? []).map((write) => first(faultOfKeys(write), faultInTransaction(write))),
  );
}

const first = (...faults: (string | undefined)[]) => faults.find((fault) => fault !== undefined);

/** `NAME op :value`, `begins_with(NAME, :value)` or `NAME BETWEEN :value AND :value`. */
const KEY_CONDITIONS =
  /begins_with\s*\(\s*([#\w]+)\s*,\s*(:\w+)\s*\)|([#\w]+)\s+BETWEEN\s+(:\w+)\s+AND\s+(:\w+)|([#\w]+)\s*[<>=]+\s*(:\w+)/gi;

function faultOfQuery({
  KeyConditionExpression = '',
  ExclusiveStartKey,
  ...query
}: Query): string | undefined {
  const conditions = [...KeyConditionExpression.matchAll(KEY_CONDITIONS)].flatMap((found) => {
    const [attribute = '', ...values] = found.slice(1).filter((part) => part !== undefined);
    const name = query.ExpressionAttributeNames?.[attribute] ?? attribute;
    return values.map((value) => ({
      name,
      value: query.ExpressionAttributeValues?.[value],
      isEqual: /[^<>]=/.test(found[0]),
    }));
  });
  const outside = conditions.find(
    ({ name, value, isEqual }) => isEqual && ExclusiveStartKey && ExclusiveStartKey[name] !== value,
  );
  return first(
    ...conditions.map(({ name, value }) => faultOfKey(name, value)),
    ...Object.entries(ExclusiveStartKey ?? {}).map(([name, value]) => faultOfKey(name, value)),
    outside && 'The provided starting key is outside query boundaries based on provided conditions',
  );
}

function faultOfKey(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return `Condition parameter type does not match schema type. Key: ${name}`;
  if (value === '')
    return `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`;
  const limit = LIMITS_BYTES.get(name) ?? 0;
  if (Buffer.byteLength(value) <= limit) return undefined;
  return `One or more parameter values were invalid: Size of key ${name} has exceeded the maximum size limit of ${limit} bytes`;
}

const ASSIGNMENTS = /([#\w]+)\s*=\s*(:\w+)/g;

/** Checks the table and index keys that an item or an update writes. */
function faultOfKeys({ Item = {}, UpdateExpression = '', ...write }: Write): string | undefined {
  const assigned = [...UpdateExpression.matchAll(ASSIGNMENTS)].map(([, attribute = '', value = '']) => [
    write.ExpressionAttributeNames?.[attribute] ?? attribute,
    write.ExpressionAttributeValues?.[value],
  ]);
  const written = [...Object.entries(Item), ...assigned] as [string, unknown][];
  const keys = written.filter(([name, value]) => LIMITS_BYTES.has(name) && value !== undefined);
  return first(...keys.map(([name, value]) => faultOfKey(name, value)));
}

const CLAUSES = /\b(SET|REMOVE|ADD|DELETE)\b/;

function faultInTransaction({ UpdateExpression, ExpressionAttributeValues }: Write): string | undefined {
  if (ExpressionAttributeValues !== undefined && Object.keys(ExpressionAttributeValues).length === 0)
    return 'ExpressionAttributeValues must not be empty';
  if (UpdateExpression === undefined) return undefined;
  if (UpdateExpression.trim() === '') return 'Invalid UpdateExpression: The expression can not be empty;';
  const clauses = withoutCalls(UpdateExpression)
    .split(CLAUSES)
    .filter((_, index) => index > 0 && index % 2 === 0);
  const paths = clauses.flatMap((clause) => clause.split(',').map((part) => part.trim().split(/[\s=]/)[0]));
  if (new Set(paths).size === paths.length) return undefined;
  return 'Invalid UpdateExpression: Two document paths overlap with each other';
}

/** Removes function arguments, so that the remaining commas only separate clauses. */
function withoutCalls(expression: string): string {
  const shorter = expression.replaceAll(/\([^()]*\)/g, '');
  return shorter === expression ? expression : withoutCalls(shorter);
}
