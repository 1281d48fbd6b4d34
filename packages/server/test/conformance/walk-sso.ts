import type { Client } from "@keywright/sdk";
import { CLIENT, startTestProvider } from "../oidc-provider.ts";
import type { Recorder } from "./recorder.ts";

/** The settings of single sign-on, and where a sign-in begins. */
export async function walkSso(operator: Client, recorder: Recorder): Promise<void> {
  const { callbackUrl } = await operator.getOrgSso();
  const provider = await startTestProvider({ redirectUris: [callbackUrl] });
  const domain = "walked.example";
  const body = {
    issuer: provider.issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    domains: [domain],
  };
  try {
    await operator.setOrgSso({ body });
    await operator.getOrgSso();
    await recorder.client().startSso({ body: { email: `someone@${domain}` } });
    await operator.deleteOrgSso();
  } finally {
    await provider.close();
  }
}
