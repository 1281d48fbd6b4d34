import Fastify, { LogController } from "fastify";
import { pino } from "pino";
import { randomUUID } from "node:crypto";
const V = process.env["VARIANT"] ?? "";
const has = (f: string) => V.includes(f);
const opts: any = {};
if (has("L")) Object.assign(opts, { loggerInstance: pino({ level: "warn" }), logController: new LogController({ disableRequestLogging: true }) });
if (has("U")) opts.genReqId = () => randomUUID();
if (has("R")) opts.rewriteUrl = ({ url = "/" }) => url;
if (has("T")) opts.requestTimeout = 60000;
import { createServer } from "node:http";
if (has("S")) opts.serverFactory = (handler: any, o: any) => createServer(o, (req, res) => { if (req.url!.startsWith("/?")) { res.writeHead(200, [...FLAT, "x-request-id", randomUUID()]); res.end(); } else handler(req, res); });
const app = Fastify(opts);
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_r, body, done) => done(null, body));
if (has("Q")) app.addHook("onRequest", (request, reply, done) => { reply.header("x-request-id", request.id); done(); });
if (has("P")) app.addHook("onResponse", (_request, _reply, done) => done());
const o: any = has("L") ? { childLoggerFactory: (l: any) => l } : {};
const H = { "x-keywright-token-id": "tok_01jd0000000000000000000000", "x-keywright-key-id": "key_01jd0000000000000000000000", "x-keywright-org": "acme", "x-keywright-team": "acme", "x-keywright-role": "deploy", "cache-control": "no-store" };
const FLAT = [...Object.entries(H).flat(), "content-length", "0"];
if (has("O")) { app.get("/", { ...o, onRequest: (_q: any, reply: any) => { if (has("H")) reply.headers(H); reply.send(); } }, () => {}); app.post("/", o, async () => ({})); }
else if (has("N")) app.get("/", o, (q: any, reply: any) => { reply.hijack(); reply.raw.writeHead(200, [...FLAT, "x-request-id", q.id]); reply.raw.end(); });
else if (has("W")) app.get("/", o, (q: any, reply: any) => { reply.raw.writeHead(200, [...FLAT, "x-request-id", q.id]); reply.raw.end(); });
else if (has("Z")) app.get("/", o, (_q: any, reply: any) => { if (has("H")) reply.headers(H); reply.send(); });
else { app.get("/", o, async (_q, reply) => { if (has("H")) reply.headers(H); return {}; }); app.post("/", o, async () => ({})); }
await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
