/** The stack where another issuer keeps the accounts. */
import { expect, test } from '@jest/globals';
import { arnOf, pairsAllowedBy, routes, statementsIn, synthesize, tableId } from '../kit/stack-template.ts';

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
    const allowed = pairsAllowedBy(statementsIn(roles[Properties.Role['Fn::GetAtt'][0]]));
    for (const right of ['GetItem', 'PutItem'])
      expect(allowed).toContain(`dynamodb:${right} ${JSON.stringify(arnOf(tableId))}`);
  }
});
