/** Certificates and keys as an operator gets them from Apple and Google, but made here. */
import { generateKeyPairSync, sign } from 'node:crypto';
import forge from 'node-forge';

export type Certified = { certificate: string; key: string };

const DAY_MS = 86_400_000;

/** A certificate of the given name with its key, signed by `issuer`, or by itself without one. */
function aCertificate(name: string, issuer?: Certified & { name: string }): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  // A signature names its certificate by issuer and serial number.
  made.serialNumber = issuer ? '02' : '01';
  made.setExtensions([{ name: 'basicConstraints', cA: issuer === undefined }]);
  made.validity.notBefore = new Date(Date.now() - DAY_MS);
  made.validity.notAfter = new Date(Date.now() + DAY_MS);
  made.setSubject([{ name: 'commonName', value: name }]);
  made.setIssuer([{ name: 'commonName', value: issuer?.name ?? name }]);
  // By Node, because the arithmetic of node-forge takes seconds under Jest.
  const signer = {
    sign: () => {
      const content = forge.asn1.toDer(made.tbsCertificate).getBytes();
      return sign('sha256', Buffer.from(content, 'latin1'), issuer?.key ?? key).toString('latin1');
    },
  };
  made.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(made), key };
}

/** The settings of an Apple Wallet whose certificate was issued by a certificate made here. */
export function appleSettings() {
  const authority = aCertificate('Authority');
  const { certificate, key } = aCertificate('Pass', { ...authority, name: 'Authority' });
  return {
    passTypeId: 'pass.example.tickets',
    teamId: 'TEAM123456',
    certificate,
    key,
    wwdrCertificate: authority.certificate,
  };
}
