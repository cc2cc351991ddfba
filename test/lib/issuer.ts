/** The stack where another issuer keeps the accounts. */
import { expect, test } from '@jest/globals';
import {
  arnOf,
  pairsAllowedBy,
  routes,
  type Statement,
  statementsIn,
  synthesize,
  tableId,
} from '../kit/stack-template.ts';

const putsOf = (statements: Statement[]) =>
  statements.filter(
    ({ Action, Resource }) =>
      [Action].flat().includes('dynamodb:PutItem') &&
      JSON.stringify(Resource) === JSON.stringify(arnOf(tableId)),
  );

test('where another issuer keeps the accounts, each route knows it and can make the account of a new person', () => {
  const issuer = { issuer: 'https://issuer.example', audience: 'tickets', rolesClaim: 'groups' };
  const made = synthesize({ issuer });
  const roles = made.findResources('AWS::IAM::Role');
  const ofRoutes = Object.values(made.findResources('AWS::Lambda::Function')).filter(({ Properties }) =>
    / \/|^Requests/.test(Properties.Description),
  );
  expect(ofRoutes).toHaveLength(routes.length);
  for (const { Properties } of ofRoutes) {
    expect(Properties.Environment.Variables).toMatchObject({
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: 'tickets',
      OIDC_ROLES_CLAIM: 'groups',
    });
    const route = routes.find(([, { method, path }]) => Properties.Description === `${method} ${path}`)?.[1];
    if (route?.role === undefined) continue;
    const statements = statementsIn(roles[Properties.Role['Fn::GetAtt'][0]]);
    expect(pairsAllowedBy(statements)).toContain(`dynamodb:GetItem ${JSON.stringify(arnOf(tableId))}`);
    const [put, ...others] = putsOf(statements);
    expect(others).toEqual([]);
    const isAny = route.table.includes('PutItem');
    const ofPeople = ['USER#*', 'EMAIL#*', 'SECURITY#*'];
    if (isAny) expect(put?.Condition).toBeUndefined();
    else
      expect(put?.Condition).toEqual({
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': route.marksWaitlists
            ? expect.arrayContaining(['EVENT#*#MARKS', ...ofPeople])
            : expect.arrayContaining(ofPeople),
        },
      });
  }
});
