/**
 * Prepares a synthesized template for the emulator: takes out what it cannot run, and for a control one action of one
 * function's policy. Everything else stays as the CDK wrote it.
 */

type Statement = { Action: string | string[]; Resource?: unknown; [other: string]: unknown };
type Resource = {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  [other: string]: unknown;
};
export type Template = {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, unknown>;
  Rules?: Record<string, unknown>;
  [other: string]: unknown;
};

/** Resources that the emulator cannot create, with the reason. */
const LEFT_OUT: Record<string, string> = {
  'Custom::CDKBucketDeployment':
    'the function that copies the files is in Python and needs boto3 and the AWS CLI',
  'Custom::S3AutoDeleteObjects': 'the function that empties the bucket has nothing to empty here',
};

/** Actions that the emulator checks on any resource, and not on the one that AWS checks: the sender of a mail. */
const UNLOCATED = ['ses:SendEmail', 'ses:SendRawEmail'];

export type Prepared = { template: Template; leftOut: string[] };

/** @returns a copy of the template without what the emulator cannot create, and a line for each kind of that. */
export function forEmulator(template: Template): Prepared {
  const { Parameters = {}, Rules: _, ...rest } = template;
  // The CDK's bootstrap stack has this parameter, and it is not here.
  const { BootstrapVersion: __, ...parameters } = Parameters;
  const isLeftOut = (id: string) => (template.Resources[id]?.Type ?? '') in LEFT_OUT;
  const kept = Object.entries(template.Resources)
    .filter(([id]) => !isLeftOut(id))
    .map(([id, resource]): [string, Resource] => [
      id,
      structuredClone(withoutDependencies(resource, isLeftOut)),
    ]);
  for (const [, resource] of kept) allowAnywhere(resource);
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  return {
    template: { ...rest, Parameters: parameters, Resources: Object.fromEntries(kept) },
    leftOut: Object.entries(LEFT_OUT).flatMap(([type, reason]) => {
      const count = types.filter((one) => one === type).length;
      return count > 0 ? [`${count} × ${type}: ${reason}`] : [];
    }),
  };
}

export type Copy = { key: string; names: string[]; contentType: string; cacheControl: string };

/** @returns which files of which asset a deployment copies into the bucket of the page, and with which headers. */
export function copiesIn(page: Template): Copy[] {
  return Object.values(page.Resources)
    .filter(({ Type }) => Type === 'Custom::CDKBucketDeployment')
    .map(({ Properties }) => {
      const { SourceObjectKeys, Include, SystemMetadata } = Properties as {
        SourceObjectKeys: string[];
        Include: string[];
        SystemMetadata: Record<string, string>;
      };
      return {
        key: SourceObjectKeys[0] ?? '',
        names: Include,
        contentType: SystemMetadata['content-type'] ?? '',
        cacheControl: SystemMetadata['cache-control'] ?? '',
      };
    });
}

function withoutDependencies(resource: Resource, isLeftOut: (id: string) => boolean): Resource {
  const { DependsOn, ...rest } = resource;
  const kept = [DependsOn ?? []].flat().filter((id) => !isLeftOut(id));
  return kept.length > 0 ? { ...rest, DependsOn: kept } : rest;
}

function allowAnywhere(resource: Resource): void {
  for (const statement of policiesOf(resource).flatMap(({ PolicyDocument }) => PolicyDocument.Statement))
    if ([statement.Action].flat().every((action) => UNLOCATED.includes(action))) statement.Resource = '*';
}

function policiesOf(resource: Resource | undefined): { PolicyDocument: { Statement: Statement[] } }[] {
  return (resource?.Properties?.['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
}

/**
 * @returns a copy of the template in which the function with this description lacks the action.
 * @throws Error if there is no such function, or it does not have the action.
 */
export function withoutAction(template: Template, description: string, action: string): Template {
  const changed = structuredClone(template);
  const made = Object.values(changed.Resources).find(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties?.['Description'] === description,
  );
  const { Role } = (made?.Properties ?? {}) as { Role?: { 'Fn::GetAtt': [string, string] } };
  const role = changed.Resources[Role?.['Fn::GetAtt'][0] ?? ''];
  let removed = 0;
  for (const { PolicyDocument } of policiesOf(role)) {
    PolicyDocument.Statement = PolicyDocument.Statement.flatMap((statement) => {
      const actions = [statement.Action].flat();
      const left = actions.filter((one) => one !== action);
      removed += actions.length - left.length;
      if (left.length === actions.length) return [statement];
      return left.length > 0 ? [{ ...statement, Action: left }] : [];
    });
  }
  if (removed === 0) throw new Error(`No function "${description}" has the action ${action}.`);
  return changed;
}
