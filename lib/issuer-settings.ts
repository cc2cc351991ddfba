/** Which issuer keeps the accounts, and the environment variables by which functions read it. */

/** As in the local service's OIDC_ variables. */
export type IssuerOptions = {
  issuer: string;
  audience: string;
  rolesClaim?: string;
  adminRole?: string;
  organizerRole?: string;
};

export function issuerVariables(options: IssuerOptions): Record<string, string> {
  const { issuer, audience, rolesClaim, adminRole, organizerRole } = options;
  return {
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    ...(rolesClaim && { OIDC_ROLES_CLAIM: rolesClaim }),
    ...(adminRole && { OIDC_ADMIN_ROLE: adminRole }),
    ...(organizerRole && { OIDC_ORGANIZER_ROLE: organizerRole }),
  };
}
