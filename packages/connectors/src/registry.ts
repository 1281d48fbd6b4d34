import type { Connector } from "./connector.ts";
import { github } from "./github/github.ts";
import { infisical } from "./infisical/infisical.ts";
import { keywright } from "./keywright/keywright.ts";
import { northflank } from "./northflank/northflank.ts";
import { qovery } from "./qovery/qovery.ts";
import { unleash } from "./unleash/unleash.ts";
import { webhook } from "./webhook/webhook.ts";

/** Every platform there is. A new one is a folder and a line here. */
const CONNECTORS = { northflank, keywright, qovery, unleash, infisical, github, webhook };

export type App = keyof typeof CONNECTORS;

export const APPS = Object.keys(CONNECTORS) as [App, ...App[]];

/** What its functions are given must have come out of its own schemas. */
export function connectorOf(app: App): Connector {
  return CONNECTORS[app];
}
