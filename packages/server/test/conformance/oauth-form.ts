/** Posts a form as it stands: what OAuth clients would tidy up before they send it. */
export async function postForm(
  url: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; text: string; json: Record<string, unknown> }> {
  const body = typeof form === "string" ? form : new URLSearchParams(form).toString();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

export function basic(id: string, secret: string): { authorization: string } {
  const encode = (text: string) => new URLSearchParams({ t: text }).toString().slice(2);
  return { authorization: `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}` };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
