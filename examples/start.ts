import { existsSync } from "node:fs";
import { prepare } from "./prepare.ts";

/** `npm run example -- express`: makes what the examples need, unless it is there already, and starts one of them. */
const NAMES = ["express", "fastify", "hono", "koa", "node-http", "web"];

const [name = ""] = process.argv.slice(2);
if (!NAMES.includes(name)) {
  console.error(`Say which example to start: ${NAMES.join(", ")}.`);
  process.exit(64);
}

const url = process.env["KEYWRIGHT_URL"] ?? "http://127.0.0.1:4600";
const operatorTokenFile = process.env["KEYWRIGHT_OPERATOR_TOKEN_FILE"] ?? "operator.token";
if (!existsSync(operatorTokenFile)) {
  console.error(
    `There is no ${operatorTokenFile}. Start Keywright with KEYWRIGHT_INIT_TOKEN_FILE=./operator.token`,
  );
  process.exit(66);
}

const callerTokenFile = await prepare(url, operatorTokenFile, "data/examples");
const base = `http://127.0.0.1:${process.env["PORT"] ?? 3000}`;
console.log(`The token in ${callerTokenFile} may read the services of the project web-shop:

  curl -i -H "authorization: Bearer $(cat ${callerTokenFile})" ${base}/projects/web-shop/services

but not delete one, nor see those of another project:

  curl -i -X DELETE -H "authorization: Bearer $(cat ${callerTokenFile})" ${base}/projects/web-shop/services/checkout
  curl -i -H "authorization: Bearer $(cat ${callerTokenFile})" ${base}/projects/back-office/services
`);
await import(`./${name}/server.ts`);
