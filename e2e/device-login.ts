import type { Service } from "./service.ts";

interface DeviceAuthorization {
  readonly user_code: string;
}

/** A terminal somewhere asks to be logged in, and shows this code. */
export async function beginDeviceLogin({ url }: Service): Promise<{ readonly userCode: string }> {
  const answer = await fetch(`${url}/oauth2/device_authorization`, {
    method: "POST",
    headers: { "user-agent": "keywright/0.1.0 (linux; x64)" },
    body: new URLSearchParams({ client_id: "keywright-cli", client_name: "keywright on build-box" }),
  });
  const { user_code: userCode } = (await answer.json()) as DeviceAuthorization;
  return { userCode };
}
