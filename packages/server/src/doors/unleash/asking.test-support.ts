import type { TestService } from "../../../test/harness.ts";

export const TOKENS = "/api/admin/api-tokens";
export const PERSONAL = "/api/admin/user/tokens";
export const ofProject = (slug: string) => `/api/admin/projects/${slug}/api-tokens`;

export interface ShownToken {
  readonly secret: string;
  readonly tokenName: string;
  readonly type: string;
  readonly project: string;
  readonly projects: string[];
  readonly environment: string;
  readonly secure: boolean;
}

export interface ShownPersonal {
  readonly id: string;
  readonly description: string;
  readonly userId: string;
  readonly secret?: string;
}

/** What an answer may have; which of it there is, the tests say. */
interface Body extends ShownToken, ShownPersonal {
  readonly secret: string;
  readonly tokens: ShownToken[];
  readonly pats: ShownPersonal[];
  readonly name: string;
  readonly message: string;
  readonly details: { readonly message: string; readonly path?: string }[];
}

export interface Answered {
  readonly status: number;
  readonly body: Body;
}

/** Asks as this API's clients do: with the bare value of a token, or without any. */
export function askAt(kw: TestService) {
  return async (by: string | undefined, method: string, path: string, json?: unknown): Promise<Answered> => {
    const response = await fetch(kw.url + path, {
      method,
      headers: {
        ...(by !== undefined && { authorization: by }),
        ...(json !== undefined && { "content-type": "application/json" }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
  };
}
