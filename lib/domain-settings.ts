/** The operator's own domain, and what is wrong with a stated one. */

/** `certificateArn`: of a certificate for the name, in ACM in us-east-1, where CloudFront looks for it. */
export type Domain = { name: string; certificateArn: string };

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/;

/** @returns the domain, or undefined if none is stated. @throws Error that says what is wrong. */
export function readDomain(name: string | undefined, certificateArn: string | undefined): Domain | undefined {
  if (!name && !certificateArn) return undefined;
  if (!name || !certificateArn)
    throw new Error('-c domainName and -c certificateArn belong together. State both, or none.');
  if (!HOST.test(name))
    throw new Error(
      `-c domainName=${name} is no host name. Write a host name alone, as in tickets.example.org.`,
    );
  if (!CERTIFICATE.test(certificateArn))
    throw new Error(
      `-c certificateArn=${certificateArn} is no certificate in us-east-1. CloudFront takes none of other regions.`,
    );
  return { name, certificateArn };
}
